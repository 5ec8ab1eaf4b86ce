import type { ApiError } from '../api/error'

/** The longest name of a status, tag, team or context, in characters (desk/vocabulary.go). */
export const MAX_NAME = 60

/** As the server keeps it: no blanks at the ends, runs of them made one. */
export function tidyName(name: string): string {
  return name.trim().replace(/\s+/g, ' ')
}

/** The lines of a text that say something. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

/** How long it is said that a word was saved or deleted: many are, in a row, beside where it is said. */
export const SHORTLY_MS = 2_000

/** What is wrong with a name before anybody is asked, by the server's code. */
export function nameProblem(name: string): 'empty' | 'too_long' | undefined {
  const tidy = tidyName(name)
  if (tidy === '') return 'empty'
  return [...tidy].length > MAX_NAME ? 'too_long' : undefined
}

const FIELD_OF_CODE: Readonly<Record<string, string>> = { name_taken: 'name', token_taken: 'token' }

/** The field beside which a refusal belongs; undefined where it is about none. */
export function refusedField(error: Pick<ApiError, 'field' | 'code'>): string | undefined {
  return error.field ?? FIELD_OF_CODE[error.code]
}

/**
 * What is being edited when somebody else has saved it: fields that weren't touched show what they are `now`, the others
 * stay. `before` is what the editing went by until now.
 */
export function follow<Draft extends object>(draft: Draft, before: Draft, now: Draft): Draft {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const fields = Object.keys(now) as (keyof Draft)[]
  return fields.reduce((followed, field) => (same(draft[field], before[field]) ? { ...followed, [field]: now[field] } : followed), draft)
}

/** The words whose text has every part of what is looked for, whatever its case. */
export function matching<Word>(words: readonly Word[], textOf: (word: Word) => string, search: string): Word[] {
  const parts = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return words.filter((word) => {
    const text = textOf(word).toLocaleLowerCase()
    return parts.every((part) => text.includes(part))
  })
}
