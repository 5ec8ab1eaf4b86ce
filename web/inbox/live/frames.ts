import type { Author, Entry, TicketSummary } from '../api/types'

/** What the server pushes (docs/REALTIME.md). */
export type Frame =
  | { type: 'beat' }
  | { type: 'watching'; ticket: string; through: number }
  | { type: 'refused'; ticket: string }
  | { type: 'entries'; ticket: string; from: number; through: number; entries: Entry[] }
  | { type: 'typing'; ticket: string; author: Author }
  | { type: 'resync' }
  | { type: 'ticket'; ticket: TicketSummary }
  | { type: 'gone'; ticket: string }
  | { type: 'waiting'; ticket: TicketSummary }

export type FrameOf<T extends Frame['type']> = Extract<Frame, { type: T }>

/** The frame in a message, or nothing when it isn't one. The server is ours: its fields are trusted. */
export function parseFrame(text: string): Frame | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Frame) : undefined
  } catch {
    return undefined
  }
}
