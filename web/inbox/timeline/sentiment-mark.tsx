import { type Icon, IconMoodNeutral, IconMoodSad, IconMoodSmile } from '@tabler/icons-react'
import { useTranslation } from '../lang/translation'
import type { Sentiment } from './journal'
import classes from './timeline.module.css'

const SIGNS: Record<Sentiment, Icon> = { positive: IconMoodSmile, neutral: IconMoodNeutral, negative: IconMoodSad }

/** What a customer's message sounds like. */
export function SentimentMark({ sentiment }: { sentiment: Sentiment }) {
  const { t } = useTranslation()
  const Sign = SIGNS[sentiment]
  const words = t('timeline.sentiment', { sentiment: t(`sentiment.${sentiment}`) })
  return (
    <span className={classes.sentiment} data-sentiment={sentiment} role="img" aria-label={words} title={words}>
      <Sign size={16} stroke={1.6} aria-hidden />
    </span>
  )
}
