/** What an agent has typed into a ticket's composer and not sent. */
export interface Draft {
  readonly mode: 'message' | 'note'
  readonly message: string
  readonly note: string
}

export const EMPTY: Draft = { mode: 'message', message: '', note: '' }

/** The part of localStorage that drafts need. */
export type DraftStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function readDraft(store: DraftStore, agent: string, ticket: string): Draft {
  const text = store.getItem(keyOf(agent, ticket))
  if (text === null) return EMPTY
  try {
    const { mode, message, note } = JSON.parse(text) as Partial<Draft>
    return { mode: mode === 'note' ? 'note' : 'message', message: String(message ?? ''), note: String(note ?? '') }
  } catch {
    return EMPTY
  }
}

/** Keeps the draft; an empty one is forgotten. A full store loses the draft, never the typing. */
export function keepDraft(store: DraftStore, agent: string, ticket: string, draft: Draft): void {
  try {
    if (draft.message === '' && draft.note === '') store.removeItem(keyOf(agent, ticket))
    else store.setItem(keyOf(agent, ticket), JSON.stringify(draft))
  } catch {
    store.removeItem(keyOf(agent, ticket))
  }
}

/** Puts a text that wasn't sent back before what has been typed since. */
export function giveBack(draft: Draft, mode: Draft['mode'], text: string): Draft {
  const typed = draft[mode]
  return { ...draft, mode, [mode]: typed === '' ? text : `${text}\n${typed}` }
}

function keyOf(agent: string, ticket: string): string {
  return `rozmowa.draft.${agent}.${ticket}`
}
