import type { OrderWish } from '../api/types'
import { useTranslation } from '../lang/translation'
import { clockTime } from '../time/dates'
import { useNow } from '../time/now'

/** What a wish to BaseLinker waits for: "czeka do 14:40 …". A time that has passed says nothing. */
export function useWaitText(): (wish: Pick<OrderWish, 'waitsFor' | 'waitsUntil'>) => string {
  const { t, i18n } = useTranslation()
  const now = useNow()
  return ({ waitsFor, waitsUntil }) => {
    if (waitsFor === 'rejected') return t('operation.orderWait.rejected')
    const until = waitsUntil === undefined ? undefined : new Date(waitsUntil)
    if (waitsFor === undefined || until === undefined || until.getTime() <= now) return t('operation.orderWait.turn')
    return t(`operation.orderWait.${waitsFor}`, { time: clockTime(until, i18n.language) })
  }
}
