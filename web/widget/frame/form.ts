import type { Draft } from './store'
import type { Texts } from './texts'

export type Field = 'name' | 'email' | 'subject' | 'body'

/** The contract's limits, in characters; the fields in their order. */
export const limits: Record<Field, number> = { name: 120, email: 254, subject: 200, body: 10_000 }
export const fields = Object.keys(limits) as Field[]

/** What is wrong with the form, by field; an empty object when it can be sent. */
export function errorsOf(draft: Draft, texts: Texts): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    const value = draft[field].trim()
    if (!value) errors[field] = texts[`${field}Missing`]
    else if ([...value].length > limits[field]) errors[field] = texts.tooLong
    else if (field === 'email' && !isEmail(value)) errors.email = texts.emailWrong
  }
  return errors
}

export function isEmail(word: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(word)
}
