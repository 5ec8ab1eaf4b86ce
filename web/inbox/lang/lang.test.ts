import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ErrorKind } from '../api/error'
import { VIEWS } from '../tickets/view'
import baselinkerEn from './baselinker-en.json'
import baselinkerPl from './baselinker-pl.json'
import en from './en.json'
import ordersEn from './orders-en.json'
import ordersPl from './orders-pl.json'
import pl from './pl.json'
import rulesEn from './rules-en.json'
import rulesPl from './rules-pl.json'

const PLURAL = /_(zero|one|two|few|many|other)$/
const inbox = fileURLToPath(new URL('..', import.meta.url))

function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? [...flat(value, `${path}${key}.`)] : [[`${path}${key}`, String(value)] as const],
    ),
  )
}

// Texts of a part of the inbox stand among the others once it is loaded.
const polish = new Map([...flat(pl), ...flat(rulesPl), ...flat(ordersPl), ...flat(baselinkerPl)])
const english = new Map([...flat(en), ...flat(rulesEn), ...flat(ordersEn), ...flat(baselinkerEn)])
// Not every key that ends like a plural is one: the error code `assigned_to_other` counts nothing.
const isCounted = (texts: Map<string, string>, key: string) => PLURAL.test(key) && texts.has(key.replace(PLURAL, '_one'))
const bases = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((key) => (isCounted(texts, key) ? key.replace(PLURAL, '') : key)))
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)(?:, \w+)?\}\}/g)].map((match) => match[1]).sort()

test('both languages have the same keys', () => {
  expect([...bases(english)].sort()).toEqual([...bases(polish)].sort())
})

describe.each([
  ['pl', polish],
  ['en', english],
] as const)('%s', (language, texts) => {
  test('has no empty text', () => {
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('has every plural form of its language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = [...texts.keys()].filter((key) => isCounted(texts, key)).map((key) => key.replace(PLURAL, ''))
    expect(counted.flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !texts.has(key))).toEqual([])
  })
})

test('a text says the same things in both languages', () => {
  const differing = [...english].filter(([key, text]) => {
    const other = polish.get(key)
    return other !== undefined && placeholders(text).join() !== placeholders(other).join()
  })
  expect(differing).toEqual([])
})

/** Keys in the code; `${…}` stands for one word. */
function usedKeys(): string[] {
  const files = readdirSync(inbox, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  return files.flatMap((file) =>
    [...readFileSync(`${inbox}/${file}`, 'utf8').matchAll(/\bt\(\s*(?:'([^']+)'|`([^`]+)`)/g)].map((match) => match[1] ?? match[2] ?? ''),
  )
}

const patterns = [...new Set(usedKeys())].map((key) => ({
  key,
  pattern: new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '\\w+')}$`),
}))

test('every key that the code uses exists', () => {
  const known = [...bases(polish)]
  expect(patterns.length).toBeGreaterThan(80)
  expect(patterns.filter(({ pattern }) => !known.some((key) => pattern.test(key))).map(({ key }) => key)).toEqual([])
})

test('every text is used', () => {
  expect([...bases(polish)].filter((key) => !patterns.some(({ pattern }) => pattern.test(key)))).toEqual([])
})

test('every kind of error, every view and every outcome has its words', () => {
  const kinds: Record<ErrorKind, true> = {
    invalid: true,
    unauthenticated: true,
    forbidden: true,
    not_found: true,
    conflict: true,
    closed: true,
    too_large: true,
    too_many: true,
    unavailable: true,
    internal: true,
    network: true,
  }
  const codes = [
    'customer_wrote',
    'answered_meanwhile',
    'entry_id_reused',
    'after_hours',
    'assigned_to_other',
    'taken',
    'not_closed',
    'changed_meanwhile',
    'engine_away',
    'channel_changed',
    'canned_reply_changed',
    'too_many_replies',
    'mention_no_access',
    'too_many_mentions',
    'mail_server_changed',
    'secret_key_missing',
    'file_too_large',
    'file_type',
    'file_broken',
    'picture_too_large',
    'file_id_reused',
    'too_many_files',
    'file_gone',
    'body_incomplete',
    'attachment_unknown',
  ]
  // What the server finds wrong with settings (desk/channel_check.go, desk/targeting.go, desk/hours.go, desk/mail.go, desk/vocabulary.go).
  const problems = [
    'empty',
    'address',
    'path',
    'foreign_host',
    'stars',
    'too_long',
    'too_many',
    'colour',
    'offset',
    'time_zone',
    'range',
    'date',
    'control_character',
    'unknown',
    'unknown_agent',
    'host',
    'port',
    'email',
    'password_needed',
    'utf8',
    'name_taken',
    'builtin',
    'agents',
    'channels',
  ]
  const wanted = [
    ...Object.keys(kinds).map((kind) => `error.kind.${kind}`),
    ...codes.map((code) => `error.code.${code}`),
    ...problems.map((code) => `form.problem.${code}`),
    ...VIEWS.flatMap((view) => [`view.${view}`, `empty.${view}.title`, `empty.${view}.text`]),
    ...['joined', 'mine', 'taken', 'closed', 'pending', 'watching'].map((outcome) => `standing.${outcome}`),
  ]
  expect(wanted.filter((key) => !polish.has(key))).toEqual([])
})
