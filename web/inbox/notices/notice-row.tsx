import { VisuallyHidden } from '@mantine/core'
import { type Icon, IconAt, IconBolt, IconEye, IconUserCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Notice, NoticeKind } from '../api/types'
import { useTranslation } from '../lang/translation'
import rows from '../shell/row-link.module.css'
import { ticketPath } from '../tickets/view'
import { Moment } from '../time/moment'
import { useOperationText } from '../timeline/operation-text'
import { saidIn } from '../timeline/said'
import classes from './panel.module.css'

const ICONS: Record<NoticeKind, Icon> = { mention: IconAt, rule: IconBolt, assigned: IconUserCheck, watched: IconEye }

/** One notice: who did what, where and when. It leads to its ticket. */
export function NoticeRow({ notice }: { notice: Notice }) {
  const { t } = useTranslation()
  const what = useWhat()(notice)
  const { kind, at, unread, ticket, entry } = notice
  const KindIcon = ICONS[kind]
  const said = saidIn(entry)
  const customer = ticket.requester || t('ticket.customerNumber', { number: ticket.number })
  return (
    <li className={`${rows.row} ${classes.notice}`} data-unread={unread || undefined} data-notice={kind}>
      <KindIcon size={18} stroke={1.7} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <Link href={ticketPath(ticket.id, 'all')} className={`${rows.link} ${classes.what}`}>
          {unread && <VisuallyHidden>{t('list.unread')} </VisuallyHidden>}
          {what}
        </Link>
        {said !== '' && <div className={classes.said}>{said}</div>}
        <div className={classes.where}>
          <span className={classes.ticket}>
            #{ticket.number} · {ticket.subject || customer}
          </span>
          <Moment at={at} as="relative" />
        </div>
      </div>
      {unread && <span className={classes.dot} aria-hidden />}
    </li>
  )
}

/** Who did what, in words that fit anyone's gender. */
function useWhat(): (notice: Notice) => string {
  const { t } = useTranslation()
  const operationText = useOperationText()
  return ({ kind, ticket, entry }) => {
    const { name } = entry.author.rule ?? entry.author
    if (kind !== 'watched') return t(`notices.${kind}`, { name })
    if (entry.kind === 'operation') return operationText(entry)
    if (entry.kind === 'note') return t('notices.note', { name })
    if (entry.author.kind === 'agent') return t('notices.reply', { name })
    return t('notices.customer', { name: ticket.requester || t('ticket.customerNumber', { number: ticket.number }) })
  }
}
