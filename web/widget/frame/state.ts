import type { ApiError, Entry, Locale, WidgetConfig } from '../shared/contract'
import type { Hours } from '../shared/hours'
import type { Extras } from './extras/extras'
import type { Journal, Standing } from './journal'
import type { Shown } from './outbox'
import type { Draft, Held } from './store'

/** Everything the window shows; the view is a function of it. */
export interface State {
  config: WidgetConfig
  lang: Locale
  hours: Hours
  /** The window is open and its tab in front. */
  seen: boolean
  held: Held | null
  journal: Journal
  standing: Standing
  outgoing: readonly Shown[]
  /** The journal was complete at least once. */
  caughtUp: boolean
  /** The server can be reached, as far as is known. */
  connected: boolean
  typing: string | null
  draft: Draft
  /** The form was tried: what is wrong in it shows. */
  tried: boolean
  /** The newest that others wrote while the customer was here, for screen readers. */
  heard: Entry | null
  /** The first reply that came while the customer was away, as of their last return; a line stands above it. 0: none. */
  newAt: number
  muted: boolean
  /** Why there is no conversation (any more). */
  refusal: 'erased' | NonNullable<ApiError['code']> | null
  /** Asking whether to end, ending, or that it failed. */
  ending: 'ask' | 'busy' | 'failed' | null
  /** Files and the transcript, loaded on first use; null until then. */
  extras: Extras | null
  /** They could not be loaded. */
  extrasFailed: boolean
}

export type View = 'form' | 'direct' | 'closed' | 'conversation'

export function viewOf({ held, hours, config }: State): View {
  if (held) return 'conversation'
  if (!hours.open) return 'closed'
  return config.form ? 'form' : 'direct'
}

/** Messages can be written to the conversation. Where nobody has come, the hours end it for now. */
export function takesMessages({ held, standing, hours }: State): boolean {
  return !!held && !held.opening && (standing.state === 'active' || (standing.state === 'waiting' && hours.open))
}

/** What the customer can do; the view calls these and nothing else. */
export interface Actions {
  type(part: Partial<Draft>): void
  /** Starts a conversation from the form's fields in the draft. */
  start(): void
  /** Sends the composer's text; without a conversation it starts one. */
  send(): void
  takeBack(id: string): void
  discard(id: string): void
  askToEnd(): void
  keepGoing(): void
  end(): void
  startAgain(): void
  mute(muted: boolean): void
  /** Opens the browser's own window for choosing files. */
  pick(): void
  /** Loads the extras, if they aren't there. */
  load(): void
  /** Opens the form that asks for the transcript. */
  askTranscript(): void
  close(): void
}
