import type { CannedReplyDraft } from '../api/types'
import { unknownIn } from '../canned/placeholders'
import { nameProblem, tidyName } from './word-draft'

export type ReplyField = keyof CannedReplyDraft

/** In the form's order. */
export const REPLY_FIELDS = ['name', 'channels', 'body'] as const satisfies readonly ReplyField[]

/** The longest text, in characters (desk/text.go). */
export const MAX_BODY = 10_000

export const NEW_REPLY: CannedReplyDraft = { name: '', body: '', channels: [] }

/** As the server keeps it: a slash before the name is what agents type, not the name. */
export function tidy({ name, body, channels }: CannedReplyDraft): CannedReplyDraft {
  return { name: tidyName(name.replace(/^[/ ]+/, '')), body, channels: [...channels].sort() }
}

/** The fields in which two drafts mean different things. */
export function differing(a: CannedReplyDraft, b: CannedReplyDraft): ReplyField[] {
  const [one, other] = [tidy(a), tidy(b)]
  return REPLY_FIELDS.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]))
}

/** What is wrong with a draft before anybody is asked: the fields, with the codes that the server uses. */
export function problemsOf(draft: CannedReplyDraft): Partial<Record<ReplyField, string>> {
  const { name, body } = tidy(draft)
  const wrong = nameProblem(name)
  return {
    ...(wrong && { name: wrong }),
    ...(body.trim() === '' ? { body: 'empty' } : [...body].length > MAX_BODY ? { body: 'too_long' } : unknownIn(body).length > 0 ? { body: 'placeholder_unknown' } : {}),
  }
}
