import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { TicketSummary } from '../api/types'
import { socket } from '../live/services'
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
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const me = useMe().id

  const ring = async (alert: Alert) => {
    const visible = document.visibilityState === 'visible'
    if (!(await claim(alert.key, visible ? 0 : canBeep() ? 150 : 300))) return
    // A tab in front shows the message itself; having claimed it, it keeps the others quiet too.
    if (alert.reason === 'message' && visible) return
    const { sound, notifications } = preferences()
    if (sound) beep()
    if (notifications !== 'on' || (visible && document.hasFocus())) return
    const { id, number, requester } = alert.ticket
    const notification = new Notification(t(`alert.${alert.reason}`), {
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
}
