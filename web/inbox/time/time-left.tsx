import { useTranslation } from '../lang/translation'
import { timeLeft } from './answer-due'
import { duration, exactTime } from './dates'
import { useNow } from './now'
import classes from './time-left.module.css'

/** The time left to answer; nothing when nobody waits. */
export function TimeLeft({ ticket }: { ticket: { awaitingReply: boolean; answerDueAt?: string } }) {
  const { t, i18n } = useTranslation()
  const left = timeLeft(ticket, useNow())
  if (!left || ticket.answerDueAt === undefined) return null
  const time = duration(left.ms, i18n.language)
  return (
    <span
      className={classes.left}
      data-urgency={left.urgency}
      title={t('answerDue.by', { time: exactTime(new Date(ticket.answerDueAt), i18n.language) })}
    >
      {left.urgency === 'over' ? t('answerDue.over', { time }) : t('answerDue.left', { time })}
    </span>
  )
}
