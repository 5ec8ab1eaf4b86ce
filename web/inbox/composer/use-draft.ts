import { useState } from 'react'
import { useMe } from '../session/me'
import { type Draft, keepDraft, readDraft } from './draft'

/** The ticket's draft, kept at every change. */
export function useDraft(ticket: string): [Draft, (change: (draft: Draft) => Draft) => void] {
  const me = useMe().id
  const [draft, setDraft] = useState(() => readDraft(localStorage, me, ticket))
  const change = (next: (draft: Draft) => Draft) =>
    setDraft((before) => {
      const after = next(before)
      keepDraft(localStorage, me, ticket, after)
      return after
    })
  return [draft, change]
}
