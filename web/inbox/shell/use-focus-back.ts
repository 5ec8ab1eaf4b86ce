import { useLayoutEffect } from 'react'

/**
 * Gives the focus back to where it was when a dialog opened; from a menu, to its button. Mantine's does so by itself, but not
 * when it was there opened from its first moment, as what is loaded or made on first use is.
 */
export function useFocusBack(opened: boolean): void {
  useLayoutEffect(() => {
    if (!opened) return
    const { activeElement } = document
    const menu = activeElement?.closest('[role="menu"]')
    const before = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : activeElement
    return () => {
      const atClose = document.activeElement
      setTimeout(() => {
        const now = document.activeElement
        if (now !== null && now !== document.body && now !== atClose) return // somebody has moved on
        if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
      })
    }
  }, [opened])
}
