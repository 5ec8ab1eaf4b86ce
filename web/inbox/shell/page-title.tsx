import { useEffect } from 'react'
import { useUnreadCount } from '../tickets/lists'

/** Names the tab: how many tickets ask for a look, then the page. */
export function PageTitle({ text }: { text: string }) {
  const unread = useUnreadCount()
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${text} · Rozmowa`
  }, [text, unread])
  return null
}
