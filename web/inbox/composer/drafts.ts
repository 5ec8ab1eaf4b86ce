import { uuid } from '../api/uuid'
import { fittingName } from '../files/limits'
import { type Mention, mentionedIn } from '../mentions/mentions'
import { changePart, type Draft, type DraftPart, type DraftStore, EMPTY, emptied, giveBack, keepDraft, type Mode, modeOf, readDraft } from './draft'
import { add, become, type FileState, keptOf, readiness, refusal, without, withoutOld } from './draft-files'
import type { Outgoing } from './outbox'
import type { Sender } from './sender'
import type { Uploads } from './uploads'

interface Means {
  uploads: Pick<Uploads, 'start' | 'stop'>
  sender: Pick<Sender, 'send' | 'cancel'>
  store: DraftStore
}

/**
 * A ticket's draft as this tab has it, kept at every change. Its files go on being uploaded while another ticket is
 * on screen, and what was sent before they are there goes when they are.
 */
export class TicketDraft {
  private draft: Draft = EMPTY
  private readonly listeners = new Set<() => void>()
  /** The files themselves, as long as this page lives. */
  private readonly files = new Map<string, File>()

  constructor(
    private readonly agent: string,
    private readonly ticket: string,
    private readonly means: Means,
  ) {
    this.read()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    // Another tab may have written since it was last on screen here.
    if (this.listeners.size === 0 && !this.unfinished) this.read()
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly snapshot = (): Draft => this.draft

  /** The file itself, unless it was added before the page was loaded. */
  fileOf(id: string): File | undefined {
    return this.files.get(id)
  }

  switchTo(mode: Mode): void {
    this.become({ ...this.draft, mode })
  }

  /** What is written in stays what is written in, whoever gets the ticket meanwhile. */
  type(mode: Mode, text: string): void {
    this.become({ ...changePart(this.draft, mode, { text }), mode })
  }

  /** Remembers whom the note's text names. */
  mention(person: Mention): void {
    const { mentions = [] } = this.draft.note
    if (!mentions.some(({ id }) => id === person.id)) this.become(changePart(this.draft, 'note', { mentions: [...mentions, person] }))
  }

  /** Adds files and begins to upload them. Returns how many had no room. */
  attach(mode: Mode, files: readonly File[]): number {
    const picked = files.map((file) => ({ id: uuid(), name: fittingName(file.name), type: file.type, size: file.size, file }))
    const { files: all, leftOut } = add(
      this.draft[mode].files,
      picked.map(({ file: _, ...known }) => known),
    )
    for (const { id, file } of picked) if (all.some((one) => one.id === id)) this.files.set(id, file)
    this.become({ ...changePart(this.draft, mode, { files: all }), mode })
    for (const { id, state } of all) if (state.name === 'sending' && picked.some((one) => one.id === id)) this.upload(id)
    return leftOut
  }

  /** "Try again" for one file. */
  again(id: string): void {
    this.means.uploads.stop(id)
    this.set(id, { name: 'sending', part: 0 })
    this.upload(id)
  }

  detach(id: string): void {
    this.means.uploads.stop(id)
    this.files.delete(id)
    const mode = modeOf(this.draft, id)
    if (mode) this.become(changePart(this.draft, mode, { files: without(this.draft[mode].files, id) }))
    this.leave()
  }

  /** Sends a part: at once, or as soon as its files are there. False where something has to be decided first. */
  send(mode: Mode): boolean {
    const part = this.checked(mode)
    const ready = readiness(part.files)
    if ((part.text.trim() === '' && part.files.length === 0) || ready === 'refused' || ready === 'many') return false
    this.become(changePart(this.draft, mode, { leaving: true }))
    this.leave()
    return true
  }

  /** Takes back what waits for its files. */
  stay(mode: Mode): void {
    this.become(changePart(this.draft, mode, { leaving: false }))
  }

  /** Takes what wasn't sent back into the composer. */
  giveBack(outgoing: Outgoing): void {
    this.means.sender.cancel(outgoing.id)
    this.become(giveBack(this.draft, outgoing))
    this.checked(outgoing.kind)
  }

  private upload(id: string): void {
    const file = this.files.get(id)
    const mode = modeOf(this.draft, id)
    const name = mode && this.draft[mode].files.find((one) => one.id === id)?.name
    if (!file || name === undefined) return
    this.means.uploads.start(
      { id, ticket: this.ticket, name, file },
      {
        // These change nothing that is kept.
        progress: (part) => this.show(this.withState(id, { name: 'sending', part })),
        waiting: () => this.show(this.withState(id, { name: 'waiting' })),
        kept: (attachment) => {
          this.set(id, { name: 'kept', attachment, at: Date.now() })
          this.leave()
        },
        refused: (error) => {
          this.set(id, refusal(error))
          this.leave()
        },
      },
    )
  }

  /** Sends what only waited for its files; what can't go any more stays. */
  private leave(): void {
    for (const mode of ['message', 'note'] as const) {
      const { leaving, files, text, mentions } = this.draft[mode]
      if (!leaving) continue
      const ready = readiness(files)
      if (ready === 'sending') continue
      const body = text.trim()
      const sent = ready === 'ready' && (body !== '' || files.length > 0) && this.means.sender.send(this.ticket, mode, body, keptOf(files), mentionedIn(body, mentions))
      if (sent) {
        for (const { id } of files) this.files.delete(id)
        this.become(emptied(this.draft, mode))
      } else {
        this.stay(mode)
      }
    }
  }

  private set(id: string, state: FileState): void {
    this.become(this.withState(id, state))
  }

  private withState(id: string, state: FileState): Draft {
    const mode = modeOf(this.draft, id)
    return mode ? changePart(this.draft, mode, { files: become(this.draft[mode].files, id, state) }) : this.draft
  }

  /** A part, of which files that the server has removed since are told. */
  private checked(mode: Mode): DraftPart {
    const files = withoutOld(this.draft[mode].files, Date.now())
    if (files !== this.draft[mode].files) this.become(changePart(this.draft, mode, { files }))
    return this.draft[mode]
  }

  /** Something of it is here and not in the store. */
  private get unfinished(): boolean {
    return [this.draft.message, this.draft.note].some(({ leaving, files }) => leaving || files.some(({ state }) => state.name !== 'kept'))
  }

  private read(): void {
    const { mode, message, note } = readDraft(this.means.store, this.agent, this.ticket)
    const now = Date.now()
    this.draft = { mode, message: { ...message, files: withoutOld(message.files, now) }, note: { ...note, files: withoutOld(note.files, now) } }
  }

  private become(draft: Draft): void {
    keepDraft(this.means.store, this.agent, this.ticket, draft)
    this.show(draft)
  }

  private show(draft: Draft): void {
    this.draft = draft
    this.listeners.forEach((tell) => tell())
  }
}

/** The drafts of the tickets looked at in this tab. */
export class Drafts {
  private readonly drafts = new Map<string, TicketDraft>()

  constructor(private readonly means: Means) {}

  of(agent: string, ticket: string): TicketDraft {
    const key = `${agent}.${ticket}`
    const draft = this.drafts.get(key) ?? new TicketDraft(agent, ticket, this.means)
    this.drafts.set(key, draft)
    return draft
  }
}
