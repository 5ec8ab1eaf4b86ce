import { type FocusEvent, type PointerEvent, useRef } from 'react'

/**
 * Tells when the pointer or the keyboard's focus is on an element. A finger isn't a pointer that rests:
 * it holds only while it touches.
 */
export function useHeld(onChange: (held: boolean) => void) {
  const state = useRef({ pointer: false, focus: false })
  const set = (part: Partial<typeof state.current>) => {
    const before = state.current.pointer || state.current.focus
    Object.assign(state.current, part)
    const after = state.current.pointer || state.current.focus
    if (before !== after) onChange(after)
  }
  return {
    onPointerEnter: () => set({ pointer: true }),
    // What has the focus may have been taken out of the page, as a row is that was scrolled away: nothing tells of that.
    onPointerLeave: (event: PointerEvent<HTMLElement>) =>
      set({ pointer: false, focus: state.current.focus && event.currentTarget.contains(document.activeElement) }),
    onPointerCancel: () => set({ pointer: false }),
    onFocus: (event: FocusEvent<HTMLElement>) => set({ focus: event.target.matches(':focus-visible') }),
    onBlur: (event: FocusEvent<HTMLElement>) => set({ focus: event.currentTarget.contains(event.relatedTarget) && state.current.focus }),
  }
}
