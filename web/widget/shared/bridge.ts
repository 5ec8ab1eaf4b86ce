// What the shop's page (loader) and the window (frame) tell each other by postMessage. Each side
// checks the other's window and origin; neither ever sends the conversation's token or text.

import type { WidgetConfig } from './contract'

/** The page as it is now; sent whole after `ready` and at every change. */
export interface PageMessage {
  type: 'page'
  /** The window is on screen. */
  shown: boolean
  /** The customer opened it just now: move the focus into it. */
  focus: boolean
  /** Where the customer is, without fragment. */
  url: string
  /** The settings as the page knows them: they may be newer than those the window began with. A loader from before an update sends none. */
  config?: WidgetConfig
  open: boolean
  /** Ms since 1970. */
  changesAt?: number
  /** What the shop knows of its customer. */
  name?: string
  email?: string
}

export type FrameMessage =
  | { type: 'ready' }
  /** `conversation` is the id of the one that goes on, if any. */
  | { type: 'state'; conversation: string | null; unread: number }
  | { type: 'close' }
  /** The settings may have changed: fetch them anew. */
  | { type: 'settings' }
