import type { Entry, EntryPage } from '../api/types'

/**
 * What this tab knows of a ticket's journal: everything in (from, through], in order, and nothing
 * missing in between. Sequence numbers may skip (a reader doesn't see every entry), so completeness
 * is judged by `from` and `through` alone, never by counting entries.
 */
export interface Journal {
  readonly entries: readonly Entry[]
  readonly from: number
  readonly through: number
  /** The highest number heard of; more is to be fetched while `through` is less. */
  readonly last: number
  /** Own entries that the server took, beyond `through`: shown at once, replaced when the journal gets there. */
  readonly ahead: readonly Entry[]
}

/** A run of the journal: all the reader may see of (from, through]. */
export interface Run {
  readonly from: number
  readonly through: number
  readonly entries: readonly Entry[]
}

/** The journal that begins with a page. */
export function beginJournal(page: EntryPage): Journal {
  return { entries: page.entries, from: page.from, through: page.through, last: Math.max(page.last, page.through), ahead: [] }
}

/**
 * Adds what comes after. A run that begins beyond `through` would leave a hole: it is only noted in
 * `last`, and the caller has to fetch (`isBehind`).
 */
export function append(journal: Journal, run: Run): Journal {
  const last = Math.max(journal.last, run.through)
  if (run.through <= journal.through || run.from > journal.through) {
    return last === journal.last ? journal : { ...journal, last }
  }
  const fresh = run.entries.filter((entry) => entry.seq > journal.through)
  return {
    ...journal,
    entries: [...journal.entries, ...fresh],
    through: run.through,
    last,
    ahead: journal.ahead.filter((entry) => entry.seq > run.through),
  }
}

/** Adds a page of older entries; one that doesn't reach up to `from` is ignored. */
export function prepend(journal: Journal, page: Run): Journal {
  if (page.through < journal.from || page.from >= journal.from) return journal
  const older = page.entries.filter((entry) => entry.seq <= journal.from)
  return { ...journal, entries: [...older, ...journal.entries], from: page.from }
}

/** Takes the server's answer to an own entry, whether or not the push was faster. */
export function own(journal: Journal, entry: Entry): Journal {
  if (entry.seq <= journal.through) return journal
  if (entry.seq === journal.through + 1) {
    return append(journal, { from: journal.through, through: entry.seq, entries: [entry] })
  }
  if (journal.ahead.some((known) => known.id === entry.id)) return journal
  const ahead = [...journal.ahead, entry].sort((a, b) => a.seq - b.seq)
  return { ...journal, ahead, last: Math.max(journal.last, entry.seq) }
}

export type Sentiment = NonNullable<Entry['sentiment']>

/** Takes what a message sounds like, which is known only after it was written. */
export function judge(journal: Journal, seq: number, sentiment: Sentiment): Journal {
  const at = journal.entries.findIndex((entry) => entry.seq === seq)
  const entry = journal.entries[at]
  return !entry || entry.sentiment === sentiment ? journal : { ...journal, entries: journal.entries.with(at, { ...entry, sentiment }) }
}

/** Takes the news that the ticket has entries up to `through`. */
export function hear(journal: Journal, through: number): Journal {
  return through <= journal.last ? journal : { ...journal, last: through }
}

/** Something newer exists that isn't here. */
export function isBehind(journal: Journal): boolean {
  return journal.through < journal.last
}

/** Something older exists that isn't here. */
export function hasOlder(journal: Journal): boolean {
  return journal.from > 0
}

/** Everything to show, in order. */
export function shown(journal: Journal): readonly Entry[] {
  return journal.ahead.length === 0 ? journal.entries : [...journal.entries, ...journal.ahead]
}
