import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import type { Entry } from '../api/types'
import { uuid } from '../api/uuid'
import type { Mention } from '../mentions/mentions'
import type { KeptFile } from './draft-files'
import { again, due, failed, hurry, nextDue, type Outbox, type Outgoing, put, remove } from './outbox'

/**
 * Sends what is written, survives reloads and dead lines. Each entry stands under a key of its own in
 * localStorage until the server took it, so tabs don't overwrite each other; two tabs that send the
 * same one send the same id, which the server takes once.
 */
export class Sender {
  private outbox: Outbox = []
  private agent: string | undefined
  private readonly sending = new Set<string>()
  /** Entries that localStorage had no room for: they are sent all the same, but a reload loses them. */
  private readonly unstored = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `seen` is the last entry of a ticket that its writer can know of. */
  constructor(
    private readonly taken: (ticket: string, entry: Entry) => void,
    private readonly seen: (ticket: string) => number | undefined,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly snapshot = (): Outbox => this.outbox

  /** Goes on with what this agent left unsent; without an agent (logged out) everything waits. */
  resume(agent: string | undefined): void {
    this.agent = agent
    clearTimeout(this.timer)
    if (agent === undefined) return
    this.become(hurry(stored(agent).reduce(put, this.outbox), Date.now()))
  }

  /** False while nobody is logged in: it stays with its writer. */
  send(ticket: string, kind: Outgoing['kind'], body: string, files: readonly KeptFile[], mentions: readonly Mention[] = []): boolean {
    if (this.agent === undefined) return false
    const at = Math.max(Date.now(), (this.outbox.at(-1)?.at ?? 0) + 1)
    const seenSeq = kind === 'message' ? this.seen(ticket) : undefined
    const outgoing: Outgoing = { id: uuid(), ticket, kind, body, files, at, seenSeq, state: { name: 'sending' }, ...(mentions.length > 0 && { mentions }) }
    if (!store(this.agent, outgoing)) this.unstored.add(outgoing.id)
    this.become(put(this.outbox, outgoing))
    return true
  }

  again(id: string): void {
    this.become(again(this.outbox, id))
  }

  /** Gives up on an entry. One that is just on its way may still arrive. */
  cancel(id: string): void {
    if (this.agent !== undefined) localStorage.removeItem(keyOf(this.agent, id))
    this.become(remove(this.outbox, id))
  }

  /** The line is back. */
  hurry(): void {
    this.become(hurry(this.outbox, Date.now()))
  }

  private become(outbox: Outbox): void {
    this.outbox = outbox
    this.listeners.forEach((tell) => tell())
    if (this.agent === undefined) return
    for (const outgoing of due(outbox, Date.now())) void this.try(outgoing, this.agent)
    clearTimeout(this.timer)
    const next = nextDue(this.outbox)
    if (next !== undefined) this.timer = setTimeout(() => this.become(this.outbox), Math.max(50, next - Date.now()))
  }

  private async try(outgoing: Outgoing, agent: string): Promise<void> {
    const { id, ticket, kind, body, files, mentions, seenSeq } = outgoing
    const attachments = files.map(({ attachment }) => attachment.id)
    if (this.sending.has(id)) return
    if (localStorage.getItem(keyOf(agent, id)) === null && !this.unstored.has(id)) {
      // Another tab sent it or took it back.
      this.become(remove(this.outbox, id))
      return
    }
    this.sending.add(id)
    try {
      const entry = await answer(
        api.POST('/api/v1/tickets/{ticketId}/entries', {
          params: { path: { ticketId: ticket } },
          body: {
            id,
            kind,
            body,
            ...(attachments.length > 0 && { attachments }),
            ...(mentions && { mentions: mentions.map((person) => person.id) }),
            ...(seenSeq !== undefined && { seenSeq }),
          },
        }),
      )
      localStorage.removeItem(keyOf(agent, id))
      this.taken(ticket, entry)
      this.sending.delete(id)
      this.become(remove(this.outbox, id))
    } catch (thrown) {
      this.sending.delete(id)
      this.become(failed(this.outbox, id, asApiError(thrown), Date.now()))
    }
  }
}

const PREFIX = 'rozmowa.outgoing.'

function keyOf(agent: string, id: string): string {
  return `${PREFIX}${agent}.${id}`
}

/** False where there is no room. */
function store(agent: string, { id, ticket, kind, body, files, mentions, at, seenSeq }: Outgoing): boolean {
  try {
    localStorage.setItem(keyOf(agent, id), JSON.stringify({ ticket, kind, body, files, mentions, at, seenSeq }))
    return true
  } catch {
    return false
  }
}

function stored(agent: string): Outgoing[] {
  const prefix = keyOf(agent, '')
  return Object.entries({ ...localStorage }).flatMap(([key, text]) => {
    if (!key.startsWith(prefix)) return []
    try {
      const { ticket, kind, body, files = [], mentions, at, seenSeq } = JSON.parse(String(text)) as Outgoing
      return [{ id: key.slice(prefix.length), ticket, kind, body, files, at, seenSeq, state: { name: 'sending' }, ...(mentions && { mentions }) }]
    } catch {
      localStorage.removeItem(key)
      return []
    }
  })
}
