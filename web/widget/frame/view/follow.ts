/** How near to the end still counts as reading the end. Px. */
const NEAR = 60

/**
 * Keeps a scrolling log at its end for whoever reads the end. For someone who has scrolled up, new
 * content only sets `data-missed` on it, until they come down.
 */
export function followEnd(log: HTMLElement): void {
  let following = true
  let height = 0
  let top = 0
  const changed = () => {
    if (following) toEnd(log)
    else if (log.scrollHeight > height) log.dataset.missed = ''
    height = log.scrollHeight
  }
  log.addEventListener('scroll', () => {
    // Only someone who goes up stops following: the end also moves away when the log gets smaller.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) {
      following = true
      delete log.dataset.missed
    } else if (log.scrollTop < top) following = false
    top = log.scrollTop
  })
  new ResizeObserver(changed).observe(log)
  new MutationObserver(changed).observe(log, { childList: true, subtree: true, characterData: true })
}

export function toEnd(log: Element): void {
  log.scrollTop = log.scrollHeight
}
