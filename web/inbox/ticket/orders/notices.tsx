import { Anchor, Loader, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { TicketOrders } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { may, useMe } from '../../session/me'
import { BASELINKER_PATH } from '../../settings/addresses'
import { clockTime, relativeTime } from '../../time/dates'
import { useNow } from '../../time/now'
import { type Notice, noticesOf } from './freshness'
import classes from './orders.module.css'

/** How fresh the orders are, in words, where it isn't as it should be; who listens hears when BaseLinker has been asked. */
export function Notices({ orders }: { orders: TicketOrders }) {
  const { t } = useTranslation()
  const notices = noticesOf(orders, useNow())
  const state = orders.lookup?.state
  const [asked, setAsked] = useState(false)
  if (state === 'waiting' && !asked) setAsked(true)
  const lines = (some: Notice[]) => some.map((notice) => <NoticeLine key={`${notice.what} ${notice.account}`} notice={notice} />)
  return (
    <>
      <div className={classes.notices} role="status">
        {lines(notices.filter(({ what }) => what !== 'stale'))}
        {asked && state === 'done' && <VisuallyHidden>{t('orders.notice.asked')}</VisuallyHidden>}
      </div>
      {/* How long ago grows by itself: that isn't read out each minute. */}
      {lines(notices.filter(({ what }) => what === 'stale'))}
    </>
  )
}

const BAD: readonly Notice['what'][] = ['rejected', 'waitsRejected', 'failed']

function NoticeLine({ notice: { what, account, at, error } }: { notice: Notice }) {
  const { t, i18n } = useTranslation()
  const admin = may(useMe(), 'settings.write')
  const now = useNow()
  const date = at === undefined ? undefined : new Date(at)
  // A time that has passed says nothing; what follows it is on its way.
  const clock = date && date.getTime() > now ? clockTime(date, i18n.language) : undefined
  const words = {
    rejected: () => t('orders.notice.rejected'),
    blocked: () => t('orders.notice.blocked', { time: clock }),
    filling: () => t('orders.notice.filling'),
    stale: () => t('orders.notice.stale', { time: date && relativeTime(date, now, i18n.language) }),
    neverSynced: () => t('orders.notice.neverSynced'),
    asking: () => t('orders.notice.asking'),
    waitsBlocked: () => (clock ? t('orders.notice.waitsBlocked', { time: clock }) : t('orders.notice.asking')),
    waitsBudget: () => t('orders.notice.waitsBudget'),
    waitsUnreachable: () => (clock ? t('orders.notice.waitsUnreachable', { time: clock }) : t('orders.notice.asking')),
    waitsRejected: () => t('orders.notice.rejected'),
    failed: () => t(`orders.notice.failure.${error as 'rejected'}`, { defaultValue: t('orders.notice.failed') }),
  }[what]()
  const bad = BAD.includes(what)
  return (
    <div className={classes.notice} data-bad={bad || undefined}>
      {what === 'asking' || what === 'filling' ? <Loader size={12} aria-hidden /> : bad ? <IconAlertTriangle size={14} aria-hidden /> : <IconClock size={14} aria-hidden />}
      <span>
        {account && <strong>{account}: </strong>}
        {words}
        {what === 'rejected' && admin && (
          <>
            {' '}
            <Anchor component={Link} href={BASELINKER_PATH} fz="inherit">
              {t('orders.notice.replaceToken')}
            </Anchor>
          </>
        )}
      </span>
    </div>
  )
}
