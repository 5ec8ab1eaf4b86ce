import { Center, Skeleton, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link } from 'wouter'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { Contact, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { socket } from '../live/services'
import { ErrorNote } from '../shell/error-note'
import { More } from '../shell/more'
import rowLink from '../shell/row-link.module.css'
import rows from '../shell/rows.module.css'
import { StatusBadge } from '../tickets/status-badge'
import { ticketPath } from '../tickets/view'
import { useTicketWords } from '../tickets/words'
import { Moment } from '../time/moment'
import { useContactTickets } from './contacts'
import classes from './contacts.module.css'

/** The person's tickets that this agent may read. */
export function ContactTickets({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const list = useContactTickets(contact.id)
  useLive(contact, list.tickets)
  return (
    <section className={classes.tickets} aria-labelledby="contact-tickets">
      <header>
        <Title order={2} size="h5" id="contact-tickets">
          {t('contacts.tickets')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('contacts.ticketsHint')}
        </Text>
      </header>
      {list.error && (
        <div className={rows.note}>
          <ErrorNote error={asApiError(list.error)} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      )}
      {list.isPending && (
        <div role="status" aria-label={t('loading')} className={rows.note}>
          {Array.from({ length: 3 }, (_, row) => (
            <Skeleton key={row} height={14} my={18} aria-hidden />
          ))}
        </div>
      )}
      {list.tickets?.length === 0 && (
        <Text size="sm" c="dimmed" className={rows.note}>
          {t('contacts.noTickets')}
        </Text>
      )}
      {list.tickets && list.tickets.length > 0 && (
        <ul className={rows.list} aria-labelledby="contact-tickets">
          {list.tickets.map((ticket) => (
            <Row key={ticket.id} ticket={ticket} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Center p="md">
          <More list={list} />
        </Center>
      )}
    </section>
  )
}

function Row({ ticket }: { ticket: TicketSummary }) {
  const { title } = useTicketWords()(ticket)
  return (
    <li className={`${rowLink.row} ${rows.row} ${classes.ticket}`}>
      <Link className={`${rowLink.link} ${rows.link}`} href={ticketPath(ticket.id, 'all')}>
        {title}
      </Link>
      <StatusBadge status={ticket.status} />
      <span className={rows.soft}>
        #{ticket.number} · {ticket.channel.name}
      </span>
      <span className={rows.soft}>
        <Moment at={ticket.createdAt} as="relative" />
      </span>
    </li>
  )
}

/** Fetches the tickets anew when one of them changed, or one came from the person's addresses. */
function useLive(contact: Contact, tickets: readonly TicketSummary[] | undefined): void {
  const queries = useQueryClient()
  useEffect(() => {
    const theirs = new Set(contact.addresses.map((address) => address.toLowerCase()))
    const shown = new Set(tickets?.map(({ id }) => id))
    const refetch = () => void queries.invalidateQueries({ queryKey: keys.contactTickets(contact.id) })
    const stops = [
      socket.on('ticket', ({ ticket }) => {
        if (shown.has(ticket.id) || theirs.has(ticket.requester.email.toLowerCase())) refetch()
      }),
      socket.on('gone', ({ ticket }) => shown.has(ticket) && refetch()),
    ]
    return () => stops.forEach((stop) => stop())
  }, [queries, contact, tickets])
}
