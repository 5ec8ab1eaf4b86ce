import { IconCheck, IconChecks } from '@tabler/icons-react'
import { useTranslation } from '../lang/translation'
import { dayKey } from '../time/dates'
import { Moment } from '../time/moment'
import type { Mark } from './receipt'
import classes from './timeline.module.css'

interface Props {
  mark: Mark
  /** When it was read. */
  at: string | undefined
  /** When the message was written: another day needs its date. */
  written: string
}

/** Under an agent's message: how far the customer has got. */
export function ReceiptMark({ mark, at, written }: Props) {
  const { t } = useTranslation()
  const sameDay = at !== undefined && dayKey(new Date(at)) === dayKey(new Date(written))
  return (
    <span className={classes.receipt} data-mark={mark}>
      {mark === 'read' ? <IconChecks size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
      {t(`receipt.${mark}`)} {at !== undefined && <Moment at={at} as={sameDay ? 'clock' : 'exact'} />}
    </span>
  )
}
