import { useTranslation } from '../lang/translation'
import { clockTime, exactTime, relativeTime } from './dates'
import { useNow } from './now'

/** A point in time: relative or as the hour, with the exact one on hover. */
export function Moment({ at, as }: { at: string; as: 'relative' | 'clock' | 'exact' }) {
  const { i18n } = useTranslation()
  const date = new Date(at)
  const exact = exactTime(date, i18n.language)
  return (
    <time dateTime={at} title={exact}>
      {as === 'relative' ? <Relative date={date} /> : as === 'clock' ? clockTime(date, i18n.language) : exact}
    </time>
  )
}

/** Apart, so that only relative times redraw with the clock. */
function Relative({ date }: { date: Date }) {
  const { i18n } = useTranslation()
  return relativeTime(date, useNow(), i18n.language)
}
