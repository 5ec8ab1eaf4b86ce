const CLAIMED = 'rozmowa.rung'
const REMEMBERED = 50

/**
 * One tab of many gets an alert: the first to claim its key, under a lock that all tabs of this origin
 * share. The tab in front is given a head start, then one whose sound is unlocked.
 */
export async function claim(key: string, headStartMs: number): Promise<boolean> {
  if (headStartMs > 0) await new Promise((resolve) => setTimeout(resolve, headStartMs))
  // Web Locks need a secure context; a plain-http installation beeps in each tab.
  if (!('locks' in navigator)) return true
  return navigator.locks.request('rozmowa.ring', () => {
    const claimed = (localStorage.getItem(CLAIMED) ?? '').split('\n')
    if (claimed.includes(key)) return false
    localStorage.setItem(CLAIMED, [key, ...claimed].slice(0, REMEMBERED).join('\n'))
    return true
  })
}
