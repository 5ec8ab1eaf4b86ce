/** The tab's title, which shows unread messages in front of whatever the shop calls its page. */
export interface Title {
  /** How many messages the chat `key` has unread; several chats on a page are added up. */
  count(key: string, unread: number): void
}

export function createTitle(): Title {
  const counts = new Map<string, number>()
  let prefix = ''

  // A single-page shop sets its own title at any time; it then gets the prefix anew.
  const observer = new MutationObserver(show)

  function show() {
    const now = document.title
    // The browser trims titles, so an empty one reads as the prefix without its space.
    const bare = prefix && now.startsWith(prefix.trim()) ? now.slice(prefix.length) : now
    let total = 0
    counts.forEach((n) => (total += n))
    prefix = total ? `(${total}) ` : ''
    if (now !== (prefix + bare).trim()) document.title = prefix + bare
    observer.disconnect()
    if (total) observer.observe(document.head, { childList: true, subtree: true, characterData: true })
  }

  return {
    count(key, unread) {
      if (unread === (counts.get(key) ?? 0)) return
      counts.set(key, unread)
      show()
    },
  }
}
