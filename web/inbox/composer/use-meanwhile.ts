import { useEffect, useState } from 'react'
import type { Entry } from '../api/types'
import { useMe } from '../session/me'
import type { ReadingView } from '../timeline/use-reading'
import { replyMeanwhile } from './meanwhile'
import { useDraft } from './use-draft'

/** What other agents replied while this one was writing. */
export interface Meanwhile {
  /** The last of those replies, while it is asked about. */
  readonly reply: Entry | undefined
  /** Whether there is one to be asked about before sending; it is then shown. */
  asks: () => boolean
  /** The writer knows of it now. */
  know: () => void
}

/** Remembers, also over a reload, what stood in the ticket when a reply was begun. */
export function useMeanwhile(ticket: string, { messages, journal }: ReadingView): Meanwhile {
  const me = useMe().id
  const [{ message }] = useDraft(ticket)
  const [asking, setAsking] = useState(false)
  const key = `rozmowa.began.${me}.${ticket}`
  const writing = message.text.trim() !== '' || message.files.length > 0
  const loaded = journal !== undefined

  useEffect(() => {
    if (!loaded) return
    if (!writing) {
      localStorage.removeItem(key)
      setAsking(false)
    } else if (localStorage.getItem(key) === null) {
      keep(key, journal.through)
    }
    // Not with every entry: what comes later is what is asked about.
  }, [key, writing, loaded])

  const reply = () => {
    const began = localStorage.getItem(key)
    return replyMeanwhile(messages, me, began === null ? undefined : Number(began))
  }
  return {
    reply: asking ? reply() : undefined,
    asks: () => {
      const asks = reply() !== undefined
      setAsking(asks)
      return asks
    },
    know: () => {
      keep(key, journal?.through ?? 0)
      setAsking(false)
    },
  }
}

function keep(key: string, seq: number): void {
  try {
    localStorage.setItem(key, String(seq))
  } catch {
    // A full store: the server still asks about what this tab didn't know of.
  }
}
