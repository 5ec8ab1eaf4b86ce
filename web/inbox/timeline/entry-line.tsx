import { IconLock } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../api/types'
import { useMe } from '../session/me'
import { dayName } from '../time/dates'
import { Moment } from '../time/moment'
import { useNow } from '../time/now'
import { useOperationText } from './operation-text'
import classes from './timeline.module.css'
import { WrittenText } from './written-text'

interface Props {
  entry: Entry
  first: boolean
  last: boolean
  /** The customer's name in words. */
  customer: string
}

/** One entry. Rows far from the screen are laid out by their estimated height only (content-visibility). */
export const EntryLine = memo(function EntryLine({ entry, first, last, customer }: Props) {
  return entry.kind === 'operation' ? <OperationLine entry={entry} /> : <Bubble entry={entry} first={first} last={last} customer={customer} />
})

function Bubble({ entry, first, last, customer }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { author, body = '' } = entry
  const name = author.kind === 'customer' ? customer : author.id === me.id ? t('timeline.you') : author.name || t('timeline.system')
  return (
    <li
      className={classes.entry}
      data-key={entry.id}
      data-seq={entry.seq}
      data-kind={entry.kind}
      data-author={author.kind}
      data-first={first || undefined}
      style={{ containIntrinsicBlockSize: `auto ${estimate(body, first, last)}px` }}
    >
      <div className={first ? classes.author : classes.hidden}>
        {name}
        {entry.kind === 'note' && (
          <span className={classes.noteMark}>
            <IconLock size={12} aria-hidden /> {t('timeline.noteMark')}
          </span>
        )}
      </div>
      <div className={classes.bubble}>
        <WrittenText text={body} />
      </div>
      <div className={last ? classes.time : classes.hidden}>
        <Moment at={entry.createdAt} as="clock" />
      </div>
    </li>
  )
}

function OperationLine({ entry }: { entry: Entry }) {
  const text = useOperationText()
  return (
    <li className={classes.operation} data-key={entry.id} data-seq={entry.seq}>
      <span>{text(entry)}</span> <Moment at={entry.createdAt} as="clock" />
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

/** About how tall a bubble will be, so that the scrollbar hardly moves when it is drawn. */
function estimate(body: string, first: boolean, last: boolean): number {
  const lines = body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 72)), 0)
  return lines * 21 + 16 + (first ? 30 : 2) + (last ? 18 : 0)
}
