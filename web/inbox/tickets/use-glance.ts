import { type PointerEvent, useEffect, useRef, useState } from 'react'

/** A pointer rests this long on a row before its preview shows. */
const REST_MS = 400
/** And has this long to come from the row to the preview. */
const WAY_MS = 150

export interface Glance {
  readonly ticket: string
  /** The row, and where the pointer was; the keyboard has none. */
  readonly row: DOMRect
  readonly x: number | undefined
}

/** Which row's preview shows: of the one the pointer rests on, or that the keyboard asked for. */
export function useGlance() {
  const [glance, setGlance] = useState<Glance>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const over = useRef<string>(undefined)
  const later = (ms: number, act: () => void) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(act, ms)
  }
  const hide = () => {
    clearTimeout(timer.current)
    setGlance(undefined)
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    glance,
    hide,
    /** Shows a row's preview for the keyboard, or hides it. */
    toggle: (row: HTMLElement | undefined) => {
      clearTimeout(timer.current)
      const ticket = row?.dataset['row']
      if (!row || !ticket || glance?.ticket === ticket) setGlance(undefined)
      else setGlance({ ticket, row: row.getBoundingClientRect(), x: undefined })
    },
    /** For the element that has the rows. A finger doesn't hover. */
    rows: {
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (event.pointerType === 'touch') return
        const row = (event.target as Element).closest<HTMLElement>('[data-row]')
        // What has its own click isn't hovered for a preview.
        const ticket = (event.target as Element).closest('button, label, input') ? undefined : row?.dataset['row']
        if (ticket === over.current) return
        over.current = ticket
        if (!row || !ticket) {
          later(WAY_MS, () => setGlance(undefined))
          return
        }
        if (ticket === glance?.ticket) {
          clearTimeout(timer.current)
          return
        }
        const { clientX: x } = event
        if (glance) later(WAY_MS, () => show(row, ticket, x))
        else later(REST_MS, () => show(row, ticket, x))
      },
      onPointerLeave: (event: PointerEvent<HTMLElement>) => {
        if (event.pointerType === 'touch') return
        over.current = undefined
        later(WAY_MS, () => setGlance(undefined))
      },
      onPointerDown: hide,
    },
    /** For the preview: who comes to it keeps it. */
    card: {
      onPointerEnter: () => clearTimeout(timer.current),
      onPointerLeave: () => later(WAY_MS, () => setGlance(undefined)),
    },
  }

  function show(row: HTMLElement, ticket: string, x: number) {
    // The row may have scrolled away or gone meanwhile.
    if (over.current === ticket && row.isConnected && row.dataset['row'] === ticket) setGlance({ ticket, row: row.getBoundingClientRect(), x })
  }
}
