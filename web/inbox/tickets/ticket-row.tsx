import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { TicketSummary, View } from '../api/types'
import { useMe } from '../session/me'
import rowLink from '../shell/row-link.module.css'
import { Moment } from '../time/moment'
import { TimeLeft } from '../time/time-left'
import { Marks } from './marks'
import type { Row } from './rows'
import { StatusBadge } from './status-badge'
import classes from './ticket-table.module.css'
import { ticketPath } from './view'
import { useTicketWords } from './words'

interface Props {
  row: Row
  view: View
  /** Its place among all rows, from 1, for screen readers. */
  place: number
  onOpen: () => void
}

export function TicketRow({ row: { ticket, left }, view, place, onOpen }: Props) {
  const words = useTicketWords()(ticket)
  return (
    <tr className={`${rowLink.row} ${classes.row}`} data-unread={ticket.unread || undefined} data-left={left || undefined} aria-rowindex={place}>
      <td>
        <Unread ticket={ticket} />
        <div className={classes.strong} title={words.requester}>
          {words.requester}
        </div>
        <div className={classes.soft} title={ticket.requester.email}>
          {ticket.requester.email}
        </div>
      </td>
      <td>
        <Link className={`${rowLink.link} ${classes.link}`} href={ticketPath(ticket.id, view)} onClick={onOpen} data-ticket>
          <span className={classes.strong} title={words.title}>
            {words.title}
          </span>
        </Link>
        <div className={classes.under}>
          <Marks ticket={ticket} />
          <Preview ticket={ticket} />
        </div>
      </td>
      <td>
        <Agent ticket={ticket} />
      </td>
      <td>
        <StatusBadge status={ticket.status} />
      </td>
      <td>
        <div className={classes.cut}>
          <Moment at={ticket.lastMessage.at} as="relative" />
        </div>
        <TimeLeft ticket={ticket} />
      </td>
      <td>
        <div className={classes.cut} title={ticket.channel.name}>
          {ticket.channel.name}
        </div>
      </td>
    </tr>
  )
}

export function TicketCard({ row: { ticket, left }, view, place, of, onOpen }: Props & { of: number }) {
  const words = useTicketWords()(ticket)
  return (
    <li className={`${rowLink.row} ${classes.card}`} data-unread={ticket.unread || undefined} data-left={left || undefined} aria-posinset={place} aria-setsize={of}>
      <div className={classes.cardLine}>
        <Unread ticket={ticket} />
        <span className={classes.strong}>{words.requester}</span>
        <span className={classes.when}>
          <Moment at={ticket.lastMessage.at} as="relative" />
        </span>
      </div>
      <Link className={`${rowLink.link} ${classes.link}`} href={ticketPath(ticket.id, view)} onClick={onOpen} data-ticket>
        <span className={classes.strong}>{words.title}</span>
      </Link>
      <div className={classes.under}>
        <Marks ticket={ticket} />
        <Preview ticket={ticket} />
      </div>
      <div className={classes.cardLine}>
        <StatusBadge status={ticket.status} />
        <span className={classes.soft}>
          <Agent ticket={ticket} /> · {ticket.channel.name}
        </span>
        <span className={classes.when}>
          <TimeLeft ticket={ticket} />
        </span>
      </div>
    </li>
  )
}

function Unread({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  if (!ticket.unread) return null
  return (
    <>
      <span className={classes.dot} aria-hidden />
      <VisuallyHidden>{t('list.unread')}</VisuallyHidden>
    </>
  )
}

/** What was said last, unless it already stands as the title. */
function Preview({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const { from, preview } = ticket.lastMessage
  const text = ticket.subject === '' ? ticket.channel.name : preview
  return (
    <div className={classes.soft}>
      {from === 'agent' && ticket.subject !== '' && <span>{t('list.fromAgent')} </span>}
      {text}
    </div>
  )
}

function Agent({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const me = useMe()
  if (!ticket.agent) return <span className={classes.none}>{t('list.nobody')}</span>
  return <span className={classes.cut}>{ticket.agent.id === me.id ? t('list.you') : ticket.agent.name}</span>
}
