import type { Author, Entry, Person, Receipt, TicketSummary } from '../api/types'

/** What the server pushes (docs/REALTIME.md). */
export type Frame =
  | { type: 'beat' }
  | { type: 'watching'; ticket: string; through: number }
  | { type: 'refused'; ticket: string }
  | { type: 'entries'; ticket: string; from: number; through: number; entries: Entry[] }
  | { type: 'typing'; ticket: string; author: Author }
  | { type: 'present'; ticket: string; agents: Person[] }
  | ({ type: 'receipt'; ticket: string } & Receipt)
  | { type: 'judged'; ticket: string; seq: number; sentiment: NonNullable<Entry['sentiment']> }
  | { type: 'notices' }
  | { type: 'resync' }
  | { type: 'vocabulary' }
  | { type: 'contacts' }
  | { type: 'orders'; ticket: string }
  | { type: 'ticket'; ticket: TicketSummary }
  | { type: 'gone'; ticket: string }
  | { type: 'waiting'; ticket: TicketSummary }

export type FrameOf<T extends Frame['type']> = Extract<Frame, { type: T }>

/** The frames in a message: one, or an array of them; what is no frame is left out. The server is ours: its fields are trusted. */
export function parseFrames(text: string): Frame[] {
  try {
    const value: unknown = JSON.parse(text)
    return (Array.isArray(value) ? value : [value]).filter(isFrame)
  } catch {
    return []
  }
}

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'type' in value
}
