import type { Entry } from '../api/types'

/** Another agent's reply that came after the writer began, at `began`; the last one. Without that, nothing is being written. */
export function replyMeanwhile(messages: readonly Entry[], me: string, began: number | undefined): Entry | undefined {
  return messages.findLast(({ seq, author }) => began !== undefined && seq > began && author.kind === 'agent' && author.id !== me)
}
