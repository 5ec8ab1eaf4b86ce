import type { Attachment } from '../api/types'

/** Where a file of a ticket is; the session's cookie opens it. */
export function fileAddress(ticket: string, id: string): string {
  return `/api/v1/tickets/${ticket}/attachments/${id}`
}

/** Where the smaller picture is, or the picture itself where there is none. */
export function previewAddress(ticket: string, { id, preview }: Pick<Attachment, 'id' | 'preview'>): string {
  return preview ? `${fileAddress(ticket, id)}?size=preview` : fileAddress(ticket, id)
}
