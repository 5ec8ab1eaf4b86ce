import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'

export interface TicketWords {
  requester: string
  title: string
}

/** A ticket's requester and title in words; a chat without a form gives neither, so its number and first words stand in. */
export function useTicketWords(): (ticket: TicketSummary) => TicketWords {
  const { t } = useTranslation()
  return (ticket) => ({
    requester: ticket.requester.name || t('ticket.customerNumber', { number: ticket.number }),
    title: ticket.subject || ticket.lastMessage.preview || t('ticket.number', { number: ticket.number }),
  })
}
