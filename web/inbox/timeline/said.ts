import type { Entry } from '../api/types'

/** What a message says on one line: its words, and its files by name. */
export function saidIn({ body = '', attachments = [] }: Pick<Entry, 'body' | 'attachments'>): string {
  return [body, attachments.map(({ name }) => name).join(', ')].filter((part) => part !== '').join(' – ')
}
