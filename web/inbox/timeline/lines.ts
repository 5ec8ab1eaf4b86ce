import type { Entry } from '../api/types'
import { dayKey } from '../time/dates'

/** One line of the ticket's time: a day's heading, or an entry with how it joins the one before. */
export type Line =
  | { type: 'day'; key: string; at: string }
  | { type: 'entry'; key: string; entry: Entry; first: boolean; last: boolean }

/** Messages of one author this close together read as one group. */
const GROUP_MS = 5 * 60_000

/**
 * Lays entries out. `first` and `last` mark the ends of a group: the name stands above the first,
 * the time below the last.
 */
export function linesOf(entries: readonly Entry[]): Line[] {
  const lines: Line[] = []
  entries.forEach((entry, index) => {
    const before = entries[index - 1]
    const after = entries[index + 1]
    if (!before || !sameDay(before, entry)) {
      lines.push({ type: 'day', key: `day-${dayKey(new Date(entry.createdAt))}-${entry.seq}`, at: entry.createdAt })
    }
    lines.push({
      type: 'entry',
      key: entry.id,
      entry,
      first: !before || !sameGroup(before, entry),
      last: !after || !sameGroup(entry, after),
    })
  })
  return lines
}

/** So many entries are shown or left out together. */
const PART = 20

/** Lines that stand and fall together: a browser looks at each part at every frame, however few are on screen. */
export interface Part {
  readonly key: string
  readonly lines: readonly Line[]
}

/** The lines in parts by number, so that older entries put before them change only the first. */
export function partsOf(lines: readonly Line[]): Part[] {
  const parts: { key: string; lines: Line[] }[] = []
  lines.forEach((line, index) => {
    // A day's heading belongs to the entry below it.
    const entry = line.type === 'entry' ? line : lines[index + 1]
    const key = String(entry?.type === 'entry' ? Math.floor(entry.entry.seq / PART) : '')
    const last = parts.at(-1)
    if (last?.key === key) last.lines.push(line)
    else parts.push({ key, lines: [line] })
  })
  return parts
}

function sameGroup(a: Entry, b: Entry): boolean {
  return (
    a.kind === b.kind &&
    a.kind !== 'operation' &&
    a.author.kind === b.author.kind &&
    a.author.id === b.author.id &&
    a.author.name === b.author.name &&
    sameDay(a, b) &&
    new Date(b.createdAt).getTime() - new Date(a.createdAt).getTime() < GROUP_MS
  )
}

function sameDay(a: Entry, b: Entry): boolean {
  return dayKey(new Date(a.createdAt)) === dayKey(new Date(b.createdAt))
}
