import { emptyJournal, type Journal, standing } from '../frame/journal'
import type { State } from '../frame/state'
import type { Entry, Locale } from '../shared/contract'
import { texts } from './lang'
import type { PreviewMessage, PreviewView } from './protocol'

/** What an admin may try in the preview; it lives as long as the window. */
export type Tried = Pick<State, 'draft' | 'muted' | 'ending'>

export const untried: Tried = {
  draft: { name: '', email: '', subject: '', body: '', text: '', files: [] },
  muted: false,
  ending: null,
}

/** The window's state for a view of the preview, with nothing behind it. */
export function sampleState({ config, view, lang }: Omit<PreviewMessage, 'type' | 'background'>, tried: Tried, now: Date): State {
  const journal = sampleJournal(view, lang, now)
  const opens = view === 'closed' && !config.open ? Date.parse(config.changesAt ?? '') : NaN
  return {
    config,
    lang,
    hours: { open: view !== 'closed', ...(opens > now.getTime() && { changesAt: opens }) },
    seen: false, // the window would take the focus
    held: journal === emptyJournal ? null : { id: 'preview', token: '' },
    journal,
    standing: standing(journal),
    outgoing: [],
    caughtUp: true,
    connected: true,
    typing: view === 'joined' ? texts[lang].agent : null,
    tried: false,
    heard: null, // nothing here is news for a screen reader
    newAt: 0,
    refusal: null,
    extras: null,
    extrasFailed: false,
    ...tried,
  }
}

function sampleJournal(view: PreviewView, lang: Locale, now: Date): Journal {
  const words = texts[lang]
  const entries: Entry[] = []
  const add = (minute: number, kind: Entry['author']['kind'], what: Pick<Entry, 'body' | 'operation'>) => {
    const seq = entries.length + 1
    entries.push({
      seq,
      id: `sample-${seq}`,
      kind: what.operation ? 'operation' : 'message',
      author: { kind, name: kind === 'agent' ? words.agent : '' },
      // A fixed time of today: a conversation around midnight would show two days.
      createdAt: new Date(now.getFullYear(), now.getMonth(), now.getDate(), 10, minute).toISOString(),
      ...what,
    })
  }

  if (view !== 'conversation' && view !== 'waiting' && view !== 'joined') return emptyJournal
  add(24, 'customer', { body: words.question })
  if (view !== 'waiting') add(25, 'agent', { operation: { type: 'joined' } })
  if (view === 'conversation') {
    add(25, 'agent', { body: words.greeting })
    add(26, 'agent', { body: words.answer })
    add(27, 'customer', { body: words.thanks })
  }
  return { entries, through: entries.length }
}
