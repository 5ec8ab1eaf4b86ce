import type { Attachment, Entry } from '../../shared/contract'
import type { Api } from '../api'
import type { State } from '../state'
import type { Draft } from '../store'
import type { Texts } from '../texts'
import type { Child } from '../view/dom'

/**
 * What few conversations need, built as a file of its own and loaded on first use: files and the transcript. What
 * is drawn by it follows the state that its world gives.
 */
export interface Extras {
  /** Takes files for the next message. */
  add(files: readonly File[]): void
  /** Why the next message can't go yet; '' when it can. */
  waits(): string
  /** The next message's files, above the composer. */
  chips(): Child
  /** A message's files. */
  files(files: readonly Attachment[]): Child
  /** Opens the form that asks for the transcript. */
  askTranscript(): void
  transcript(): Child
  /** What lies over the whole window, and what is said of files to screen readers. */
  layer(): Child
}

export interface ExtrasWorld {
  /** The window's own. */
  texts: Texts
  state(): State
  api: Pick<Api, 'transcript'>
  draft(part: Partial<Draft>): void
  /** The server wrote an entry of the customer's. */
  took(entry: Entry): void
  /** The server refused: the conversation may be over or gone. */
  look(): void
  redraw(): void
}
