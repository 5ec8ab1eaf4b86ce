import { Anchor } from '@mantine/core'
import { IconBolt, IconLock } from '@tabler/icons-react'
import { memo } from 'react'
import type { Entry } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { Avatar } from '../shell/avatar'
import { dayName } from '../time/dates'
import { Moment } from '../time/moment'
import { useNow } from '../time/now'
import { Attachments } from './attachments'
import { useOperationText } from './operation-text'
import type { Mark } from './receipt'
import { ReceiptMark } from './receipt-mark'
import { SentimentMark } from './sentiment-mark'
import classes from './timeline.module.css'
import { WishStanding } from './wish-standing'
import { WrittenText } from './written-text'

interface Props {
  ticket: string
  entry: Entry
  first: boolean
  last: boolean
  /** The photo of the agent who wrote it. */
  photo: string | undefined
  /** The customer's name in words. */
  customer: string
  /** The last that the customer got, or read. */
  mark: Mark | undefined
  /** When it was read, with that mark. */
  readAt: string | undefined
  /** It is a wish for an order that hasn't ended. */
  open: boolean
  /** Shows what rules did here. */
  onRuns: () => void
}

/** One entry. */
export const EntryLine = memo(function EntryLine(props: Props) {
  return props.entry.kind === 'operation' ? <OperationLine {...props} /> : <Bubble {...props} />
})

function Bubble({ ticket, entry, photo, first, last, customer, mark, readAt }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { author, body = '', attachments = [] } = entry
  const { rule } = author
  const name =
    author.kind === 'customer'
      ? customer
      : rule
        ? t('timeline.rule', { name: rule.name })
        : author.id === me.id
          ? t('timeline.you')
          : author.name || t('timeline.system')
  return (
    <li
      className={classes.entry}
      data-key={entry.id}
      data-seq={entry.seq}
      data-kind={entry.kind}
      data-author={author.kind}
      data-first={first || undefined}
    >
      <div className={first ? classes.author : classes.hidden}>
        {first && author.id !== undefined && <Avatar person={{ id: author.id, name: author.name, photo }} size={18} />}
        {rule && entry.kind === 'message' && (
          <span className={classes.automatic}>
            <IconBolt size={12} aria-hidden /> {t('timeline.automatic')} ·
          </span>
        )}
        {name}
        {entry.kind === 'note' && (
          <span className={classes.noteMark}>
            <IconLock size={12} aria-hidden /> {t('timeline.noteMark')}
          </span>
        )}
      </div>
      {body !== '' && (
        <div className={classes.said}>
          <div className={classes.bubble} data-said>
            <WrittenText text={body} mentions={entry.mentions} />
          </div>
          {entry.sentiment && <SentimentMark sentiment={entry.sentiment} />}
        </div>
      )}
      {attachments.length > 0 && <Attachments ticket={ticket} files={attachments} />}
      <div className={last || mark ? classes.time : classes.hidden}>
        <Moment at={entry.createdAt} as="clock" />
        {mark && <ReceiptMark mark={mark} at={readAt} written={entry.createdAt} />}
      </div>
    </li>
  )
}

function OperationLine({ ticket, entry, open, onRuns }: Pick<Props, 'ticket' | 'entry' | 'open' | 'onRuns'>) {
  const { t } = useTranslation()
  const text = useOperationText()
  return (
    <li className={classes.operation} data-key={entry.id} data-seq={entry.seq}>
      <span>{text(entry)}</span>
      {open && <WishStanding ticket={ticket} wish={entry.id} />}
      {(entry.operation?.type === 'rule_action_failed' || entry.operation?.type === 'rule_action_done') && (
        <>
          {' · '}
          <Anchor component="button" type="button" inherit onClick={onRuns}>
            {t('operation.ruleMore')}
          </Anchor>
        </>
      )}{' '}
      <Moment at={entry.createdAt} as="clock" />
    </li>
  )
}

export function DayLine({ at }: { at: string }) {
  const { i18n } = useTranslation()
  const now = useNow()
  return (
    <li className={classes.day}>
      <time dateTime={at}>{dayName(new Date(at), now, i18n.language)}</time>
    </li>
  )
}
