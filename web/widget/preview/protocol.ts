import type { Locale, WidgetConfig } from '../shared/contract'

// How the configurator and its preview talk, by postMessage between windows of one origin. The
// preview's page lives at /widget/preview in an iframe of the inbox; it accepts messages from its
// parent alone, and posts to nobody else.

/**
 * What the preview shows:
 * - `icon`: the closed icon; a click on it opens what `form` shows.
 * - `form`: how a chat begins: the form, or without `config.form` the field to write straight away.
 * - `conversation`: messages both ways, someone from the shop has joined.
 * - `waiting`: the customer's first message, nobody has joined yet.
 * - `joined`: someone from the shop has just joined and is typing.
 * - `closed`: after hours; with `config.afterHours` `hide` nothing of the chat exists.
 */
export type PreviewView = 'icon' | 'form' | 'conversation' | 'waiting' | 'joined' | 'closed'

/**
 * Inbox to page: everything, whole, at every change. It takes effect at once; the window opens or
 * closes only when `view` changes, so that what an admin opened or closed by hand stays so while they
 * edit. The page hands the same message on to the window inside it.
 */
export interface PreviewMessage {
  type: 'preview'
  /**
   * The settings as the server would send them, valid ones (colours #rrggbb, an offset that is a
   * number). `key` and `shows` mean nothing here. `open` follows from the view; `changesAt` counts
   * only in `closed` with `open: false`, and is then when the chat is back.
   */
  config: WidgetConfig
  view: PreviewView
  /** #rrggbb: the sketched shop's, not the chat's. */
  background: string
  lang: Locale
}

/** Page to inbox, once it listens: the inbox answers with a PreviewMessage. Comes again when the page is reloaded. */
export interface PreviewReady {
  type: 'preview-ready'
}
