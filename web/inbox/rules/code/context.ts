import type { RuleLanguage, RuleWord } from '../../api/types'
import { folded } from '../../suggest/matching'
import { bare, type Span, spanAround, spans } from './spans'

export type Name = RuleLanguage['names'][number]
export type Function = RuleLanguage['functions'][number]

/** What could be typed at a place, and over what. */
export interface Offer {
  from: number
  to: number
  /** What of it stands in front of the cursor, without quotes and escapes. */
  typed: string
  options: Option[]
}

export type Option =
  | { kind: 'name'; name: Name }
  | { kind: 'function'; function: Function }
  | { kind: 'word'; of: string; word: RuleWord; insert: string }
  | { kind: 'join'; text: string }

const JOINS = ['and', 'or', 'not']
const PATH = String.raw`[\p{L}_$][\p{L}\p{N}_$.]*`
/** The beginning of a word without quotes; some have spaces. */
const BARE_WORD = String.raw`((?:[\p{L}\p{N}_-][\p{L}\p{N}_ -]*)?)$`
/** `channel.name == `, with what is typed behind it without quotes. */
const COMPARED = new RegExp(String.raw`(${PATH})\s*(?:==|!=)\s*${BARE_WORD}`, 'u')
/** `context in ["      ", `, likewise; of the texts before only the quotes are left. */
const LISTED = new RegExp(String.raw`(${PATH})\s+(?:not\s+)?in\s*\[(?:\s*"\s*"\s*,)*\s*${BARE_WORD}`, 'u')
/** ` in ticket.tags` */
const MEMBER = new RegExp(String.raw`^\s*(?:not\s+)?in\s+(${PATH})`, 'u')
/** What can follow a text that is compared. */
const BEHIND_TEXT = /^[^\S\n]*(?:$|[\n)\],]|&&|\|\||[=!]=|(?<=\s)(?:and|or|not|in)\b)/
const TYPED = new RegExp(String.raw`(?:${PATH})?$`, 'u')

/** What fits at a place of a condition; undefined: nothing is offered there, as in a text that could be any. */
export function offerAt(text: string, at: number, language: Pick<RuleLanguage, 'names' | 'functions'>): Offer | undefined {
  const before = text.slice(0, at)
  const inside = spanAround(text, at)
  if (inside?.kind === 'comment') return undefined
  const words = wordsAt(text, at, inside, language)
  if (words) return words
  if (inside) return undefined
  const typed = TYPED.exec(before)?.[0] ?? ''
  if (typed === '' && /[\p{N}.]$/u.test(before)) return undefined
  const behind = /^[\p{L}\p{N}_$.]*/u.exec(text.slice(at))?.[0].length ?? 0
  return {
    from: at - typed.length,
    to: at + (typed === '' ? 0 : behind),
    typed,
    options: [
      ...language.names.map((name): Option => ({ kind: 'name', name })),
      ...(typed.includes('.') ? [] : language.functions.map((one): Option => ({ kind: 'function', function: one }))),
      ...(typed.includes('.') ? [] : JOINS.map((join): Option => ({ kind: 'join', text: join }))),
    ],
  }
}

function wordsAt(text: string, at: number, open: Span | undefined, { names }: Pick<RuleLanguage, 'names'>): Offer | undefined {
  const code = bare(text)
  const head = code.slice(0, open?.from ?? at)
  const end = open ? closing(text, code, open, at) : at
  const [, compared, bareWord = ''] = COMPARED.exec(head) ?? LISTED.exec(head) ?? []
  const path = compared !== undefined && (!open || bareWord === '') ? compared : open && MEMBER.exec(code.slice(end))?.[1]
  const name = names.find((one) => one.name === path)
  if (!name?.words || name.words.length === 0) return undefined
  // Without quotes a word's beginning is typed; what follows a space belongs to it only if it has one there.
  if (!open && bareWord.includes(' ') && !name.words.some(({ word }) => folded(word).startsWith(folded(bareWord)))) return undefined
  return {
    from: open?.from ?? at - bareWord.length,
    to: end,
    typed: open ? unescaped(text.slice(open.from, at)) : bareWord,
    options: name.words.map((word) => ({ kind: 'word', of: name.name, word, insert: JSON.stringify(word.word) })),
  }
}

/** What an open text says so far. */
function unescaped(text: string): string {
  return text.startsWith('`') ? text.slice(1).replaceAll('``', '`') : text.slice(1).replace(/\\(.)/g, '$1')
}

/**
 * Behind the quote that closes the text a place stands in. The place itself where none does on the line, or where that seems to be
 * another text's first one, to judge by the code behind it: a text begun in front of others takes their quotes until it is closed.
 */
function closing(text: string, code: string, { from }: Span, at: number): number {
  const whole = spans(text).find((span) => span.from === from)
  if (!whole?.closed || text.slice(at, whole.to).includes('\n')) return at
  return BEHIND_TEXT.test(code.slice(whole.to)) ? whole.to : at
}

/** The call whose brackets a place stands in. */
export interface Call {
  function: Function
  /** Which argument stands there, from 0. */
  argument: number
  /** Where its name begins. */
  from: number
}

export function callAt(text: string, at: number, functions: readonly Function[]): Call | undefined {
  let depth = 0
  let argument = 0
  const plain = bare(text.slice(0, at))
  for (let i = plain.length - 1; i >= 0; i--) {
    const char = plain[i]
    if (char === ')' || char === ']') depth++
    else if (char === '[') {
      // A list is one argument.
      if (depth > 0) depth--
      else argument = 0
    } else if (char === ',' && depth === 0) argument++
    else if (char === '(') {
      if (depth > 0) depth--
      else {
        const name = /([\p{L}_$][\p{L}\p{N}_$]*)\s*$/u.exec(plain.slice(0, i))
        const found = name && functions.find((one) => one.name === name[1] && !one.infix)
        return found ? { function: found, argument, from: name.index } : undefined
      }
    }
  }
  return undefined
}

/** A signature around one of its parameters: before, it, behind. */
export function aroundParameter(signature: string, argument: number): [string, string, string] {
  const open = signature.indexOf('(')
  const close = signature.lastIndexOf(')')
  if (open < 0 || close < open) return [signature, '', '']
  // A comma inside of a list parts no parameters.
  const starts = [open + 1]
  let depth = 0
  for (let i = open + 1; i < close; i++) {
    if (signature[i] === '[') depth++
    else if (signature[i] === ']') depth--
    else if (signature[i] === ',' && depth === 0) starts.push(i + 1)
  }
  const at = Math.min(argument, starts.length - 1)
  const whole = signature.slice(starts[at], at === starts.length - 1 ? close : starts[at + 1]! - 1)
  const from = starts[at]! + whole.length - whole.trimStart().length
  const to = from + whole.trim().length
  return [signature.slice(0, from), signature.slice(from, to), signature.slice(to)]
}

/** The name or function that stands at a place. */
export function thingAt(text: string, at: number, { names, functions }: Pick<RuleLanguage, 'names' | 'functions'>): { from: number; to: number; thing: Option } | undefined {
  if (spanAround(text, at)) return undefined
  const before = /[\p{L}\p{N}_$.]*$/u.exec(text.slice(0, at))?.[0] ?? ''
  const behind = /^[\p{L}\p{N}_$.]*/u.exec(text.slice(at))?.[0] ?? ''
  const word = before + behind
  const place = { from: at - before.length, to: at + behind.length }
  const name = names.find((one) => one.name === word)
  if (name) return { ...place, thing: { kind: 'name', name } }
  const found = functions.find((one) => one.name === word)
  return found && { ...place, thing: { kind: 'function', function: found } }
}
