import { Button, Group } from '@mantine/core'
import type { Order } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { Moment } from '../../time/moment'
import { money } from './money'
import { orderKey } from './orders'
import classes from './orders.module.css'
import { OrderStatusBadge } from './status-badge'

interface Props {
  orders: readonly Order[]
  /** What is being chosen. */
  pending: { order: Pick<Order, 'accountId' | 'orderId'>; linked: boolean } | undefined
  /** Absent: this agent only reads. */
  onChoose: ((order: Order, linked: boolean) => void) | undefined
}

/** Orders that a number in the customer's message names: an agent says whether they belong. */
export function Maybe({ orders, pending, onChoose }: Props) {
  const { t, i18n } = useTranslation()
  if (orders.length === 0) return null
  const choosing = (order: Order, linked: boolean) => pending?.linked === linked && orderKey(pending.order) === orderKey(order)
  return (
    <div className={classes.maybe}>
      <h3 className={classes.subheading}>{t('orders.maybe.title')}</h3>
      <div className={classes.soft}>{t('orders.maybe.text')}</div>
      {orders.map((order) => (
        <article key={orderKey(order)} className={classes.card}>
          <div className={classes.head}>
            <h4 className={classes.number}>{t('orders.number', { number: order.orderId })}</h4>
            <span className={classes.total}>{money(order.total, order.currency, i18n.language)}</span>
          </div>
          <div className={classes.about}>
            <Moment at={order.placedAt} as="relative" />
            {order.source && <> · {order.source}</>}
            {order.buyer && <> · {order.buyer}</>}
          </div>
          <OrderStatusBadge status={order.status} />
          {onChoose && (
            <Group gap={8} mt={8}>
              <Button
                size="compact-xs"
                loading={choosing(order, true)}
                disabled={pending !== undefined}
                onClick={() => onChoose(order, true)}
                aria-label={t('orders.maybe.yesNumber', { number: order.orderId })}
              >
                {t('orders.maybe.yes')}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                loading={choosing(order, false)}
                disabled={pending !== undefined}
                onClick={() => onChoose(order, false)}
                aria-label={t('orders.maybe.noNumber', { number: order.orderId })}
              >
                {t('orders.maybe.no')}
              </Button>
            </Group>
          )}
        </article>
      ))}
    </div>
  )
}
