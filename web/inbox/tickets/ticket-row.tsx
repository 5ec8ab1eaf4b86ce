import { VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import type { FoundText, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import rowLink from '../shell/row-link.module.css'
import { Moment } from '../time/moment'
import { TimeLeft } from '../time/time-left'
import { Marks } from './marks'
import { RowActions, type RowCommands } from './row-actions'
import type { Row } from './rows'
import { StatusBadge } from './status-badge'
import classes from './ticket-table.module.css'
import { useTicketWords } from './words'

export interface RowProps {
  row: Row
  /** The ticket's page, which leads back to this list. */
  path: string
  /** Its place among all rows, from 1, for screen readers. */
  place: number
  /** Where it was found, when something is searched for. */
  found: FoundText | undefined
  /** Not given: nothing can be done with many. */
  chosen: boolean | undefined
  onChoose: (range: boolean) => void
  commands: RowCommands
  onOpen: () => void
}

export function TicketRow({ row: { ticket, left }, path, place, found, chosen, onChoose, commands, onOpen }: RowProps) {
  const words = useTicketWords()(ticket)
  return (
    <tr
      className={`${rowLink.row} ${classes.row}`}
      data-row={ticket.id}
      data-unread={ticket.unread || undefined}
      data-left={left || undefined}
      data-chosen={chosen || undefined}
      aria-rowindex={place}
    >
      {chosen !== undefined && (
        <td className={classes.check}>
          <Choose ticket={ticket} chosen={chosen} onChoose={onChoose} />
        </td>
      )}
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
        <Link className={`${rowLink.link} ${classes.link}`} href={path} onClick={onOpen} data-ticket>
          <span className={classes.strong} title={words.title}>
            {words.title}
          </span>
        </Link>
        <div className={classes.under}>
          <Marks ticket={ticket} />
          {found ? <Found found={found} /> : <Preview ticket={ticket} />}
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
      <td className={classes.actions}>
        <RowActions ticket={ticket} path={path} commands={commands} />
      </td>
    </tr>
  )
}

export function TicketCard({ row: { ticket, left }, path, place, of, found, chosen, onChoose, commands, onOpen }: RowProps & { of: number }) {
  const words = useTicketWords()(ticket)
  return (
    <li
      className={`${rowLink.row} ${classes.card}`}
      data-row={ticket.id}
      data-unread={ticket.unread || undefined}
      data-left={left || undefined}
      data-chosen={chosen || undefined}
      aria-posinset={place}
      aria-setsize={of}
    >
      <div className={classes.cardLine}>
        <Unread ticket={ticket} />
        <span className={classes.strong}>{words.requester}</span>
        <span className={classes.when}>
          <Moment at={ticket.lastMessage.at} as="relative" />
        </span>
      </div>
      <Link className={`${rowLink.link} ${classes.link}`} href={path} onClick={onOpen} data-ticket>
        <span className={classes.strong}>{words.title}</span>
      </Link>
      <div className={classes.under}>
        <Marks ticket={ticket} />
        {found ? <Found found={found} /> : <Preview ticket={ticket} />}
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
      <div className={classes.cardTools}>
        {chosen !== undefined && <Choose ticket={ticket} chosen={chosen} onChoose={onChoose} />}
        <RowActions ticket={ticket} path={path} commands={commands} />
      </div>
    </li>
  )
}

function Choose({ ticket, chosen, onChoose }: { ticket: TicketSummary; chosen: boolean; onChoose: (range: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <label className={classes.choose}>
      <input
        type="checkbox"
        checked={chosen}
        aria-label={t('bulk.choose', { number: ticket.number })}
        onChange={(event) => onChoose((event.nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  )
}

/** Where the searched words stand, or whose number was searched for. A customer's text is only ever text. */
function Found({ found: { order, parts } }: { found: FoundText }) {
  const { t } = useTranslation()
  return (
    <div className={classes.soft}>
      {order && <span>{t('list.foundOrder')} </span>}
      {parts.map(({ text, hit }, at) => (hit ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>))}
    </div>
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
