import { type FocusEvent, type PointerEvent, useEffect, useRef } from 'react'
import { journals } from '../live/services'
import type { Row } from './rows'

/** A row is looked at so long before what it leads to is fetched, so that nothing is for rows that are passed over. */
const REST_MS = 60

/** Fetches the entries of the ticket that is likely opened next: the one whose row has the pointer or the focus. */
export function useAhead(rows: readonly Row[]) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const over = useRef<string>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const fetch = (id: string | undefined) => {
    const ticket = rows.find((row) => row.ticket.id === id)?.ticket
    if (ticket) journals.ahead(ticket.id, ticket.lastSeq)
  }
  const look = ({ target }: { target: EventTarget }) => {
    const id = rowOf(target)
    if (id === over.current) return
    over.current = id
    clearTimeout(timer.current)
    timer.current = setTimeout(() => fetch(id), REST_MS)
  }
  return {
    /** For the element that has the rows. */
    // Not when it comes over: rows that move under a pointer at rest aren't looked at.
    onPointerMove: (event: PointerEvent<HTMLElement>) => event.pointerType !== 'touch' && look(event),
    onFocus: (event: FocusEvent<HTMLElement>) => look(event),
    // It is as good as opened.
    onPointerDown: ({ target }: PointerEvent<HTMLElement>) => fetch(rowOf(target)),
    fetch,
  }
}

function rowOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined
}
