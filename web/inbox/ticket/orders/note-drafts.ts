import { useSyncExternalStore } from 'react'

/** A note for an order as it is being written. */
export interface NoteDraft {
  readonly text: string
  /** Its field is shown; folded, it keeps the text. */
  readonly open: boolean
}

const NOTHING: NoteDraft = { text: '', open: false }

/** What is being written for orders, by ticket and order, wherever its field stands on the screen. */
export class NoteDrafts {
  private readonly drafts = new Map<string, NoteDraft>()
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  of(place: string): NoteDraft {
    return this.drafts.get(place) ?? NOTHING
  }

  change(place: string, patch: Partial<NoteDraft>): void {
    this.drafts.set(place, { ...this.of(place), ...patch })
    this.listeners.forEach((tell) => tell())
  }

  /** It was sent or given up. */
  end(place: string): void {
    this.drafts.delete(place)
    this.listeners.forEach((tell) => tell())
  }

  /** Puts what wasn't taken back before what has been typed since. */
  giveBack(place: string, text: string): void {
    this.change(place, { text: [text, this.of(place).text].filter((words) => words !== '').join('\n'), open: true })
  }
}

/** They live as long as the page, and so no longer than the agent's session: who logs out begins with a fresh page. */
export const noteDrafts = new NoteDrafts()

export function useNoteDraft(place: string): NoteDraft {
  return useSyncExternalStore(noteDrafts.subscribe, () => noteDrafts.of(place))
}
