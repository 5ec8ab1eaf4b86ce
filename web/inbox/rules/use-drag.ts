import { type PointerEvent, useEffect, useRef, useState } from 'react'

interface Drag {
  /** Which thing is moved. */
  from: number
  /** Before which it would stand if it were let go now; the list's length: at the end. */
  before: number
}

/**
 * Moves the children of a list by a handle, with a mouse or a finger; Escape leaves everything where it was. The
 * keyboard has its buttons.
 */
export function useDrag<List extends HTMLElement>(onMove: (from: number, to: number) => void) {
  const list = useRef<List>(null)
  const [drag, setDrag] = useState<Drag>()
  const stop = useRef<() => void>(undefined)
  useEffect(() => () => stop.current?.(), [])

  const start = (from: number) => (event: PointerEvent) => {
    if (event.button !== 0 || !list.current) return
    event.preventDefault()
    stop.current?.()
    const rows = [...list.current.children]
    let before = from
    setDrag({ from, before })
    const move = ({ clientY }: globalThis.PointerEvent) => {
      const next = rows.findIndex((row) => {
        const { top, height } = row.getBoundingClientRect()
        return clientY < top + height / 2
      })
      before = next === -1 ? rows.length : next
      setDrag({ from, before })
    }
    const drop = () => {
      stop.current?.()
      const to = before > from ? before - 1 : before
      if (to !== from) onMove(from, to)
    }
    const key = ({ key: pressed }: KeyboardEvent) => pressed === 'Escape' && stop.current?.()
    const cancel = () => stop.current?.()
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', drop)
    window.addEventListener('pointercancel', cancel)
    window.addEventListener('keydown', key)
    stop.current = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', drop)
      window.removeEventListener('pointercancel', cancel)
      window.removeEventListener('keydown', key)
      stop.current = undefined
      setDrag(undefined)
    }
  }

  return {
    list,
    start,
    /** How a row shows where things would go. */
    markOf: (at: number): 'moved' | 'before' | 'after' | undefined => {
      if (!drag) return undefined
      if (at === drag.from) return 'moved'
      if (drag.before === drag.from || drag.before === drag.from + 1) return undefined
      if (at === drag.before) return 'before'
      return at === drag.before - 1 && drag.before === (list.current?.children.length ?? 0) ? 'after' : undefined
    },
  }
}
