import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import type { Notices, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { socket } from '../live/services'
import { noticeAlerts } from '../notices/notice-alerts'
import { useNotices } from '../notices/notices'
import { useMe } from '../session/me'
import { knownTicket } from '../tickets/lists'
import { ticketPath } from '../tickets/view'
import { type Alert, changeAlert, waitingAlert } from './alert'
import { beep, canBeep } from './beep'
import { claim } from './claim'
import { preferences } from './preferences'

/** Rings for waiting customers, once over all tabs. Once, in the shell. */
export function useAlerts(): void {
  const { t } = useTranslation()
  const [path, navigate] = useLocation()
  const queries = useQueryClient()
  const me = useMe().id
  const notices = useNotices().data

  const ring = async (alert: Alert) => {
    const { reason } = alert
    const visible = document.visibilityState === 'visible'
    const isNotice = reason === 'mention' || reason === 'rule' || reason === 'assigned' || reason === 'watched'
    if (!(await claim(alert.key, visible ? 0 : canBeep() ? 150 : 300))) return
    // A tab in front shows the message itself, and the ticket that a notice is of; having claimed it, it keeps the others quiet too.
    if (visible && (reason === 'message' || (isNotice && path === `/tickets/${alert.ticket.id}`))) return
    const { sound, notifications, notices: wanted } = preferences()
    if (isNotice && !wanted[reason]) return
    if (sound) beep()
    if (notifications !== 'on' || (visible && document.hasFocus())) return
    const { id, number, requester } = alert.ticket
    const notification = new Notification(t(`alert.${reason}`), {
      body: requester.name === '' ? t('ticket.customerNumber', { number }) : `${requester.name} · ${t('ticket.number', { number })}`,
      tag: `rozmowa.${id}`,
    })
    notification.onclick = () => {
      window.focus()
      navigate(ticketPath(id, 'all'))
      notification.close()
    }
  }
  const latest = useRef(ring)
  useEffect(() => {
    latest.current = ring
  })

  useEffect(() => {
    const seen = new Map<string, TicketSummary>()
    const stops = [
      socket.on('waiting', ({ ticket }) => void latest.current(waitingAlert(ticket))),
      socket.on('ticket', ({ ticket }) => {
        const alert = changeAlert(ticket, seen.get(ticket.id) ?? knownTicket(queries, ticket.id), me)
        seen.set(ticket.id, ticket)
        if (alert) void latest.current(alert)
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }, [queries, me])

  const told = useRef<Notices>(undefined)
  useEffect(() => {
    if (!notices) return
    const before = told.current
    told.current = notices
    for (const alert of noticeAlerts(before, notices, (id) => knownTicket(queries, id)?.agent?.id === me)) void latest.current(alert)
  }, [notices, queries, me])
}
