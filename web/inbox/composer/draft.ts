import type { Mention } from '../mentions/mentions'
import { allGone, type DraftFile, type DraftFiles, fileOf, type KeptFile, keptOf } from './draft-files'
import type { Outgoing } from './outbox'

export type Mode = 'message' | 'note'

/** What an agent has typed and added in a ticket's composer and not sent. */
export interface Draft {
  readonly mode: Mode
  readonly message: DraftPart
  readonly note: DraftPart
}

export interface DraftPart {
  readonly text: string
  readonly files: DraftFiles
  /** Who was picked to be mentioned; whose text is gone is named no more, until it is back. */
  readonly mentions?: readonly Mention[]
  /** It was sent and goes by itself once its files are there. */
  readonly leaving: boolean
}

const NOTHING: DraftPart = { text: '', files: [], leaving: false }

export const EMPTY: Draft = { mode: 'message', message: NOTHING, note: NOTHING }

/** The part of localStorage that drafts need. */
export type DraftStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** What is kept of a draft: of its files those that the server has. */
interface Kept {
  mode: Mode
  message: string
  note: string
  files?: Partial<Record<Mode, KeptFile[]>>
  /** The note's. */
  mentions?: readonly Mention[]
}

export function readDraft(store: DraftStore, agent: string, ticket: string): Draft {
  const text = store.getItem(keyOf(agent, ticket))
  if (text === null) return EMPTY
  try {
    const { mode, message, note, files, mentions } = JSON.parse(text) as Partial<Kept>
    const part = (text: string | undefined, kept: KeptFile[] | undefined): DraftPart => ({
      text: String(text ?? ''),
      files: (kept ?? []).map(fileOf),
      leaving: false,
    })
    return { mode: mode === 'note' ? 'note' : 'message', message: part(message, files?.message), note: { ...part(note, files?.note), ...(mentions && { mentions }) } }
  } catch {
    return EMPTY
  }
}

/** Keeps the draft; an empty one is forgotten. A full store loses the draft, never the typing. */
export function keepDraft(store: DraftStore, agent: string, ticket: string, { mode, message, note }: Draft): void {
  const files = { message: keptOf(message.files), note: keptOf(note.files) }
  const withFiles = files.message.length + files.note.length > 0
  try {
    if (message.text === '' && note.text === '' && !withFiles) {
      store.removeItem(keyOf(agent, ticket))
    } else {
      const { text, mentions = [] } = note
      const kept: Kept = { mode, message: message.text, note: text, ...(withFiles && { files }), ...(mentions.length > 0 && { mentions }) }
      store.setItem(keyOf(agent, ticket), JSON.stringify(kept))
    }
  } catch {
    store.removeItem(keyOf(agent, ticket))
  }
}

export function changePart(draft: Draft, mode: Mode, patch: Partial<DraftPart>): Draft {
  return { ...draft, [mode]: { ...draft[mode], ...patch } }
}

/** The draft after a part of it was sent. */
export function emptied(draft: Draft, mode: Mode): Draft {
  return { ...draft, [mode]: NOTHING }
}

/** Puts what wasn't sent back before what has been typed and added since. */
export function giveBack(draft: Draft, { kind, body, files, mentions, state }: Pick<Outgoing, 'kind' | 'body' | 'files' | 'mentions' | 'state'>): Draft {
  const part = draft[kind]
  const text = [body, part.text].filter((words) => words !== '').join('\n')
  const back = files.map(fileOf)
  // The server doesn't say which of them; so that it isn't refused again, none counts.
  const lost = state.name === 'refused' && state.code === 'attachment_unknown'
  const named = mentions && { mentions: [...mentions, ...(part.mentions ?? [])] }
  return { ...changePart(draft, kind, { text, files: [...(lost ? allGone(back) : back), ...part.files], ...named }), mode: kind }
}

/** What may be written: who may not reply writes notes. */
export function modeFor(draft: Draft, mayReply: boolean): Mode {
  return mayReply ? draft.mode : 'note'
}

/** What stands in the composer: a reply that can't be sent any more stays readable, unless who wrote it went on to a note. */
export function shownMode(draft: Draft, may: { reply: boolean; note: boolean }): Mode {
  if (may.reply) return draft.mode
  return unsent(draft.message) && (draft.mode === 'message' || !may.note) ? 'message' : 'note'
}

export function unsent({ text, files }: DraftPart): boolean {
  return text.trim() !== '' || files.length > 0
}

/** The part that a file was added to. */
export function modeOf(draft: Draft, file: DraftFile['id']): Mode | undefined {
  return (['message', 'note'] as const).find((mode) => draft[mode].files.some(({ id }) => id === file))
}

function keyOf(agent: string, ticket: string): string {
  return `rozmowa.draft.${agent}.${ticket}`
}
