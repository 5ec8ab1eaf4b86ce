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
