import { answer, api } from '../api/client'
import { type ApiError, asApiError } from '../api/error'
import type { Entry, Person, Receipt } from '../api/types'
import type { LiveSocket } from '../live/socket'
import { append, beginJournal, hasOlder, hear, isBehind, type Journal, judge, own, prepend, type Run, type Sentiment } from './journal'
import { later } from './receipt'
import { nobody, stillTyping, typed, TYPING_MS, type Typists, wrote } from './typists'

const PAGE = 100
/** Tickets left behind are kept for a quick return; more than these are forgotten, oldest first. */
const KEPT = 20
const RETRY_MS = 3_000

export interface Reading {
  readonly journal: Journal | undefined
  readonly typists: Typists
  /** Who has the ticket open, this agent among them; nobody while that isn't known. */
  readonly present: readonly Person[]
  /** How far the customer has got, as far as it was pushed. */
  readonly receipt: Receipt | undefined
  /** What kept the journal from being loaded or continued; cleared by the next success. */
  readonly error: ApiError | undefined
  readonly loadingOlder: boolean
  /** The server says that this ticket can't be read any more. */
  readonly refused: boolean
}

const UNREAD: Reading = { journal: undefined, typists: nobody, present: [], receipt: undefined, error: undefined, loadingOlder: false, refused: false }

/**
 * The journal of one ticket as this tab has it. Fetches run one at a time; pushes that arrive
 * meanwhile are merged by number, so the order of arrival doesn't matter.
 */
export class TicketJournal {
  private reading = UNREAD
  private readonly listeners = new Set<() => void>()
  private fetching = false
  /** The highest number heard of before there was a journal to note it in. */
  private heard = 0
  /** What was told of messages that aren't here yet. */
  private readonly judgements = new Map<number, Sentiment>()
  /** The server tells us what is new. */
  private watched = false
  private retry: ReturnType<typeof setTimeout> | undefined
  private forget: ReturnType<typeof setTimeout> | undefined

  constructor(readonly ticket: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) clearTimeout(this.retry)
    }
  }

  readonly snapshot = (): Reading => this.reading

  get inUse(): boolean {
    return this.listeners.size > 0
  }

  /** Fetches what is missing: the latest page at first, later everything after `through`. */
  async catchUp(): Promise<void> {
    if (this.fetching) return
    this.fetching = true
    clearTimeout(this.retry)
    try {
      const known = this.reading.journal
      let journal = known ? await this.fetchAfter(known.through) : await this.fetchLatest()
      while (isBehind(journal)) journal = await this.fetchAfter(journal.through)
      const { error, refused } = this.reading
      if (error || refused) this.change({ error: undefined, refused: false })
    } catch (thrown) {
      const error = asApiError(thrown)
      // Who opens it asks again; until then nobody waits for it.
      if (!this.inUse) return
      this.change({ error })
      if (error.passing) this.retry = setTimeout(() => void this.catchUp(), error.retryAfterMs ?? RETRY_MS)
    } finally {
      this.fetching = false
    }
  }

  async loadOlder(): Promise<void> {
    const { journal, loadingOlder } = this.reading
    if (!journal || loadingOlder || !hasOlder(journal)) return
    this.change({ loadingOlder: true })
    try {
      const page = await answer(
        api.GET('/api/v1/tickets/{ticketId}/entries', {
          params: { path: { ticketId: this.ticket }, query: { before: journal.from + 1, limit: PAGE } },
        }),
      )
      const grown = prepend(this.reading.journal ?? journal, page)
      this.change({ journal: grown, loadingOlder: false, error: undefined })
    } catch (thrown) {
      this.change({ loadingOlder: false, error: asApiError(thrown) })
    }
  }

  /** A pushed run; one that leaves a gap is fetched instead. */
  take(run: Run): void {
    const { journal } = this.reading
    if (!journal) {
      this.hear(run.through)
      return
    }
    let { typists } = this.reading
    for (const entry of run.entries) typists = wrote(typists, entry.author)
    this.change({ journal: this.withJudgements(append(journal, run)), typists })
    this.fetchIfBehind()
  }

  /** The ticket has entries up to `through`. */
  hear(through: number): void {
    this.heard = Math.max(this.heard, through)
    const { journal } = this.reading
    if (!journal) return
    this.change({ journal: hear(journal, through) })
    this.fetchIfBehind()
  }

  /** The server took an entry of ours. */
  own(entry: Entry): void {
    const { journal } = this.reading
    if (!journal) return
    this.change({ journal: own(journal, entry) })
    this.fetchIfBehind()
  }

  /** From now on the server tells of what is new; entries up to `through` exist. */
  watching(through: number): void {
    this.watched = true
    this.hear(through)
    void this.lookForJudgement()
  }

  /** The server lost sight of us: what it would have told may be missing. */
  unwatched(): void {
    this.watched = false
  }

  /** What a customer's message sounds like. */
  judged(seq: number, sentiment: Sentiment): void {
    const { journal } = this.reading
    if (journal && seq <= journal.through) this.change({ journal: judge(journal, seq, sentiment) })
    else this.judgements.set(seq, sentiment)
  }

  /** The customer's last message may have been judged after it was read and before we were told of such things. */
  async lookForJudgement(): Promise<void> {
    const last = this.reading.journal?.entries.findLast(({ kind, author }) => kind === 'message' && author.kind === 'customer')
    if (!last || last.sentiment || !this.watched || !this.inUse) return
    try {
      const page = await answer(
        api.GET('/api/v1/tickets/{ticketId}/entries', { params: { path: { ticketId: this.ticket }, query: { after: last.seq - 1, limit: 1 } } }),
      )
      const [entry] = page.entries
      if (entry?.sentiment) this.judged(entry.seq, entry.sentiment)
    } catch {
      // The mark is an extra: it comes when the ticket is opened again.
    }
  }

  typing(author: Parameters<typeof typed>[1]): void {
    this.change({ typists: typed(this.reading.typists, author, Date.now()) })
    clearTimeout(this.forget)
    this.forget = setTimeout(() => this.forgetTypists(), TYPING_MS)
  }

  see(present: readonly Person[]): void {
    this.change({ present })
  }

  received(receipt: Receipt): void {
    this.change({ receipt: later(this.reading.receipt, receipt) })
  }

  refuse(): void {
    this.change({ refused: true, present: [] })
  }

  private forgetTypists(): void {
    const typists = stillTyping(this.reading.typists, Date.now())
    this.change({ typists })
    if (typists.size > 0) this.forget = setTimeout(() => this.forgetTypists(), 1_000)
  }

  private fetchIfBehind(): void {
    const { journal } = this.reading
    if (journal && isBehind(journal)) void this.catchUp()
  }

  private async fetchLatest(): Promise<Journal> {
    const page = await answer(
      api.GET('/api/v1/tickets/{ticketId}/entries', {
        params: { path: { ticketId: this.ticket }, query: { before: Number.MAX_SAFE_INTEGER, limit: PAGE } },
      }),
    )
    return this.keep(hear(beginJournal(page), this.heard))
  }

  private async fetchAfter(after: number): Promise<Journal> {
    const page = await answer(
      api.GET('/api/v1/tickets/{ticketId}/entries', {
        params: { path: { ticketId: this.ticket }, query: { after, limit: 500 } },
      }),
    )
    const before = this.reading.journal ?? beginJournal(page)
    const journal = append(hear(before, page.last), page)
    // A page that brings nothing though more was announced would be asked for for ever.
    return this.keep(page.through <= after ? { ...journal, last: journal.through } : journal)
  }

  private keep(journal: Journal): Journal {
    const first = !this.reading.journal
    const judged = this.withJudgements(journal)
    this.change({ journal: judged })
    if (first) void this.lookForJudgement()
    return judged
  }

  /** With what was told of messages before they came. */
  private withJudgements(journal: Journal): Journal {
    let judged = journal
    for (const [seq, sentiment] of this.judgements) {
      if (seq > journal.through) continue
      judged = judge(judged, seq, sentiment)
      this.judgements.delete(seq)
    }
    return judged
  }

  private change(part: Partial<Reading>): void {
    this.reading = { ...this.reading, ...part }
    this.listeners.forEach((tell) => tell())
  }
}

/** The journals of the tickets looked at lately, fed by the socket. */
export class Journals {
  private readonly journals = new Map<string, TicketJournal>()

  constructor(socket: LiveSocket) {
    socket.on('watching', (frame) => this.journals.get(frame.ticket)?.watching(frame.through))
    socket.on('entries', (frame) => this.journals.get(frame.ticket)?.take(frame))
    socket.on('judged', (frame) => this.journals.get(frame.ticket)?.judged(frame.seq, frame.sentiment))
    socket.on('typing', (frame) => this.journals.get(frame.ticket)?.typing(frame.author))
    socket.on('present', (frame) => this.journals.get(frame.ticket)?.see(frame.agents))
    socket.on('receipt', (frame) => this.journals.get(frame.ticket)?.received(frame))
    socket.on('refused', (frame) => this.journals.get(frame.ticket)?.refuse())
    socket.on('gone', (frame) => this.journals.get(frame.ticket)?.refuse())
    socket.on('resync', () => this.refetch())
    socket.onUp(() => this.refetch())
    // Without the line nobody knows who is there; once it is back, the server tells.
    socket.onFailure(() => {
      for (const journal of this.journals.values()) {
        journal.see([])
        journal.unwatched()
      }
    })
  }

  of(ticket: string): TicketJournal {
    const journal = this.journals.get(ticket) ?? new TicketJournal(ticket)
    // Last used stands last.
    this.journals.delete(ticket)
    this.journals.set(ticket, journal)
    for (const [id, old] of this.journals) {
      if (this.journals.size <= KEPT) break
      if (!old.inUse && id !== ticket) this.journals.delete(id)
    }
    return journal
  }

  /** Fetches a ticket's latest entries before it is opened, where they aren't known. Nobody joins by it, and nothing is read. */
  ahead(ticket: string, last: number): void {
    if ((this.through(ticket) ?? -1) < last) void this.of(ticket).catchUp()
  }

  /** Tells a journal, if it is kept, that the server took an entry of ours. */
  own(ticket: string, entry: Entry): void {
    this.journals.get(ticket)?.own(entry)
  }

  /** The last entry of a ticket that this tab has; undefined: it has none. */
  through(ticket: string): number | undefined {
    return this.journals.get(ticket)?.snapshot().journal?.through
  }

  private refetch(): void {
    for (const journal of this.journals.values()) if (journal.inUse) void journal.catchUp().then(() => journal.lookForJudgement())
  }
}
