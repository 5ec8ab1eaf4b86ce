import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { snippet } from '@codemirror/autocomplete'
import { type EditorState, StateField } from '@codemirror/state'
import { hoverTooltip, showTooltip, type Tooltip } from '@codemirror/view'
import type { RuleLanguage } from '../../api/types'
import { matching } from '../../suggest/matching'
import { aroundParameter, callAt, type Offer, type Option, offerAt, thingAt } from './context'
import type { CodeWords } from './words'

/** What help is made of; asked for anew each time, since language and vocabulary may change while one writes. */
export interface HelpSource {
  language: () => Pick<RuleLanguage, 'names' | 'functions'> | undefined
  words: () => CodeWords
}

const nameOf = (option: Option) =>
  option.kind === 'name' ? option.name.name : option.kind === 'function' ? option.function.name : option.kind === 'word' ? option.insert : option.text

const element = (className: string, text: string) => {
  const made = document.createElement('div')
  made.className = className
  made.textContent = text
  return made
}

/** What a thing means, with its type and an example. */
function explained(option: Option, words: CodeWords): HTMLElement | null {
  if (option.kind === 'word' || option.kind === 'join') return option.kind === 'join' ? element('cm-meaning', words.meaning(option)) : null
  const { example } = option.kind === 'name' ? option.name : option.function
  const box = document.createElement('div')
  const title = option.kind === 'name' ? `${option.name.name}: ${words.kind(option)}` : option.function.signature
  box.append(element('cm-signature', title), element('cm-meaning', words.meaning(option)))
  if (example !== '') box.append(element('cm-exampleLabel', words.example), element('cm-example', example))
  return box
}

export function completions({ language, words }: HelpSource) {
  return (context: CompletionContext): CompletionResult | null => {
    const known = language()
    if (!known) return null
    const text = context.state.doc.toString()
    const offer = offerAt(text, context.pos, known)
    if (!offer) return null
    const say = words()
    const { from, to, typed } = offer
    if (offer.options[0]?.kind === 'word') {
      const options = matchingWords(offer, say).map((option) => completion(option, say))
      // CodeMirror would look in the label alone, which is what is inserted, and with its accents.
      return options.length === 0 ? null : { from, to, options, filter: false }
    }
    if (typed === '' && !context.explicit) return null
    return {
      from,
      to,
      // The server's order: what is used most stands first.
      options: offer.options.map((option, at) => ({ ...completion(option, say), boost: -Math.min(99, at) })),
      validFor: /^[\p{L}\p{N}_$.]*$/u,
    }
  }
}

/** The words that what is typed finds, by what is inserted or by what people call it. */
function matchingWords({ options, typed }: Offer, say: CodeWords): Option[] {
  const items = options.flatMap((option) => (option.kind === 'word' ? [{ option, name: option.word.word, beside: say.word(option.of, option.word) }] : []))
  return matching(items, typed).map(({ option }) => option)
}

function completion(option: Option, say: CodeWords): Completion {
  const label = nameOf(option)
  return {
    label,
    detail: option.kind === 'word' ? other(label, say.word(option.of, option.word)) : say.kind(option),
    type: option.kind,
    info: () => explained(option, say),
    apply: option.kind === 'function' ? snippet(option.function.insert) : option.kind === 'join' ? `${option.text} ` : label,
  }
}

/** What people call a word, where that isn't what stands there already. */
function other(label: string, name: string): string {
  return JSON.stringify(name) === label ? '' : name
}

/** The signature of the function whose brackets the cursor stands in. */
export function signatureHelp({ language, words }: HelpSource) {
  const tooltips = (state: EditorState): readonly Tooltip[] => {
    const known = language()
    const { main } = state.selection
    if (!known || !main.empty) return []
    const call = callAt(state.doc.toString(), main.head, known.functions)
    if (!call) return []
    const [before, parameter, behind] = aroundParameter(call.function.signature, call.argument)
    return [
      {
        pos: call.from,
        above: true,
        create: () => {
          const dom = document.createElement('div')
          dom.className = 'cm-help'
          const line = element('cm-signature', before)
          const now = document.createElement('b')
          now.textContent = parameter
          line.append(now, behind)
          dom.append(line, element('cm-meaning', words().meaning({ kind: 'function', function: call.function })))
          return { dom }
        },
      },
    ]
  }
  return StateField.define<readonly Tooltip[]>({
    create: tooltips,
    update: (shown, { docChanged, selection, state }) => (docChanged || selection ? tooltips(state) : shown),
    provide: (field) => showTooltip.computeN([field], (state) => state.field(field)),
  })
}

/** What the name or function under the pointer means. */
export function hoverHelp({ language, words }: HelpSource) {
  return hoverTooltip((view, pos) => {
    const known = language()
    const found = known && thingAt(view.state.doc.toString(), pos, known)
    const dom = found && explained(found.thing, words())
    if (!found || !dom) return null
    dom.className = 'cm-help'
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom }) }
  })
}
