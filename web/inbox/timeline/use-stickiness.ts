import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Closer than this to the end counts as being there. */
const NEAR_END_PX = 48
/** Older entries are asked for this far before the beginning comes on screen. */
const NEAR_START_PX = 800

interface Options {
  scroller: RefObject<HTMLDivElement | null>
  list: RefObject<HTMLDivElement | null>
  /** Changes when older entries were put before: the key of the first one. */
  firstKey: string | undefined
  /** Changes when something was drawn at the end. */
  lastKey: string
  onNearStart: () => void
  /** The scroll position or the content changed: see what is on screen. */
  onLook: () => void
}

/**
 * Keeps the end in sight while the reader is there, and the line they read in place while older
 * entries are put before it.
 */
export function useStickiness({ scroller, list, firstKey, lastKey, onNearStart, onLook }: Options) {
  const stuck = useRef(true)
  const [away, setAway] = useState(false)
  const before = useRef<{ key: string | undefined; top: number; scroll: number }>({ key: undefined, top: 0, scroll: 0 })
  const latest = useRef({ onNearStart, onLook })

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
    stuck.current = true
    setAway(false)
  }, [scroller])

  useLayoutEffect(() => {
    latest.current = { onNearStart, onLook }
  })

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const { key, top, scroll } = before.current
    if (stuck.current) {
      box.scrollTop = box.scrollHeight
    } else if (key !== undefined && key !== firstKey) {
      const moved = offset(list.current, key)
      // Set from the remembered position: the browser's own scroll anchoring may have moved it already.
      if (moved !== undefined) box.scrollTop = scroll + moved - top
    }
    before.current = { key: firstKey, top: firstKey === undefined ? 0 : (offset(list.current, firstKey) ?? 0), scroll: box.scrollTop }
    if (box.scrollTop < NEAR_START_PX) latest.current.onNearStart()
    latest.current.onLook()
  }, [scroller, list, firstKey, lastKey])

  useEffect(() => {
    const box = scroller.current
    const content = list.current
    if (!box || !content) return
    const onScroll = () => {
      const upwards = box.scrollTop < before.current.scroll
      before.current.scroll = box.scrollTop
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX
      // Only the reader scrolls upwards; rows that get their real height push the end away without that.
      if (atEnd) stuck.current = true
      else if (upwards) stuck.current = false
      setAway(!stuck.current)
      if (box.scrollTop < NEAR_START_PX) latest.current.onNearStart()
      latest.current.onLook()
    }
    const onVisible = () => latest.current.onLook()
    // The composer grows, a row gets its real height: the end stays in sight.
    const resized = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight
      latest.current.onLook()
    })
    resized.observe(box)
    resized.observe(content)
    box.addEventListener('scroll', onScroll, { passive: true })
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      resized.disconnect()
      box.removeEventListener('scroll', onScroll)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [scroller, list])

  return { away, toEnd }
}

/** Where an entry stands in the content, whatever the scroll position. */
function offset(list: HTMLDivElement | null, key: string): number | undefined {
  const row = list?.querySelector(`[data-key="${CSS.escape(key)}"]`)
  return list && row ? row.getBoundingClientRect().top - list.getBoundingClientRect().top : undefined
}

/** The highest number among the entries whose end is on screen, 0 when none is or the tab isn't in front. */
export function lastOnScreen(scroller: HTMLDivElement, list: HTMLDivElement): number {
  if (document.visibilityState !== 'visible') return 0
  // A row may be taller than the screen; its end counts with some tolerance for borders.
  const bottom = scroller.getBoundingClientRect().bottom + 2
  for (let part = before(list.children, ({ top }) => top <= bottom); part >= 0; part--) {
    const rows = list.children[part]!.children
    for (let row = before(rows, ({ bottom: end }) => end <= bottom); row >= 0; row--) {
      const seq = Number((rows[row] as HTMLElement).dataset['seq'] ?? 0)
      if (seq > 0) return seq
    }
  }
  return 0
}

/** The last of elements that stand one below the other for which it holds, by halving; -1 for none. */
function before(elements: HTMLCollection, holds: (place: DOMRect) => boolean): number {
  let [low, high] = [0, elements.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(elements[middle]!.getBoundingClientRect())) low = middle + 1
    else high = middle
  }
  return low - 1
}
