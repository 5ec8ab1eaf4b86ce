import { Button } from '@mantine/core'
import { IconChevronRight, IconExternalLink } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { safe } from '../../../shared/links'
import type { Order, TicketSummary } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { Moment } from '../../time/moment'
import { Copy } from '../copy'
import { Fact } from '../fact'
import facts from '../facts.module.css'
import { courierName } from './couriers'
import { money } from './money'
import { OrderActions } from './order-actions'
import classes from './orders.module.css'
import { paymentOf } from './payment'
import { Products } from './products'

interface Props {
  ticket: TicketSummary
  order: Order
  /** The account's name, where there is more than one. */
  account: string | undefined
  open: boolean
  onToggle: () => void
  /** Absent: it can't be taken off by this agent. */
  onUnlink?: (() => void) | undefined
}

/** An order: what names it, and, open, all that is known of it. */
export function OrderCard({ ticket, order, account, open, onToggle, onUnlink }: Props) {
  const { t, i18n } = useTranslation()
  const body = useId()
  return (
    <article className={classes.card} data-removed={order.removed || undefined}>
      <div className={classes.head}>
        <h3 className={classes.number}>
          <button type="button" className={classes.toggle} data-order aria-expanded={open} aria-controls={open ? body : undefined} onClick={onToggle}>
            <IconChevronRight size={16} className={classes.chevron} aria-hidden />
            {t('orders.number', { number: order.orderId })}
          </button>
        </h3>
        <Copy value={String(order.orderId)} label={t('orders.copyNumber', { number: order.orderId })} />
        <span className={classes.total}>{money(order.total, order.currency, i18n.language)}</span>
      </div>
      <div className={classes.about}>
        <Moment at={order.placedAt} as="relative" />
        {order.source && <> · {order.source}</>}
        {account && account !== order.source && <> · {account}</>}
        {!order.confirmed && <> · {t('orders.unconfirmed')}</>}
      </div>
      <OrderActions ticket={ticket} order={order} />
      {order.removed && <div className={classes.about}>{t('orders.removed')}</div>}
      {open && (
        <div id={body} className={classes.body}>
          <Products order={order} />
          <Details order={order} />
          <div>
            <Button component="a" href={safe(order.link) ?? '#'} target="_blank" rel="noopener noreferrer" size="compact-xs" variant="default" rightSection={<IconExternalLink size={13} aria-hidden />}>
              {t('orders.open')}
            </Button>
          </div>
          <div className={classes.foot}>
            <span className={classes.soft}>
              {t('orders.seen')} <Moment at={order.seenAt} as="relative" />
            </span>
            {onUnlink && (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={onUnlink} aria-label={t('orders.unlinkNumber', { number: order.orderId })}>
                {t('orders.unlink')}
              </Button>
            )}
          </div>
        </div>
      )}
    </article>
  )
}

function Details({ order }: { order: Order }) {
  const { t, i18n } = useTranslation()
  const amount = (hundredths: number) => money(hundredths, order.currency, i18n.language)
  const payment = paymentOf(order)
  const { delivery } = order
  return (
    <dl className={facts.list}>
      <Fact label={t('orders.payment')}>
        {order.payment && <>{order.payment} · </>}
        <strong data-payment={payment} className={classes.payment}>
          {t(`orders.pay.${payment}`, { paid: amount(order.paid), total: amount(order.total) })}
        </strong>
      </Fact>
      <Fact label={t('orders.delivery')}>
        {delivery.method || t('orders.deliveryUnknown')}
        {(delivery.method || delivery.price > 0) && <> · {amount(delivery.price)}</>}
        <Line>{delivery.point}</Line>
        <Line>{delivery.address}</Line>
        <Line>{delivery.phone}</Line>
      </Fact>
      {order.packages.length > 0 && (
        <Fact label={t('orders.packages')}>
          {order.packages.map((parcel) => (
            <Parcel key={`${parcel.number} ${parcel.courier}`} parcel={parcel} />
          ))}
        </Fact>
      )}
      {order.invoiceWanted && <Fact label={t('orders.invoice')}>{order.nip ? t('orders.invoiceNip', { nip: order.nip }) : t('orders.invoiceWanted')}</Fact>}
      {order.shopNumber && (
        <Fact label={t('orders.shopNumber')}>
          <span className={facts.copied}>
            {order.shopNumber}
            <Copy value={order.shopNumber} label={t('orders.copyShopNumber')} />
          </span>
        </Fact>
      )}
      {order.login && <Fact label={t('orders.login')}>{order.login}</Fact>}
      {order.why === 'hand' && <Fact label={t('orders.whyLabel')}>{t('orders.why.hand')}</Fact>}
      {order.customerComments && (
        <Fact label={t('orders.customerComments')}>
          <span className={classes.comments}>{order.customerComments}</span>
        </Fact>
      )}
      {order.adminComments && (
        <Fact label={t('orders.adminComments')}>
          <span className={classes.comments}>{order.adminComments}</span>
        </Fact>
      )}
    </dl>
  )
}

function Line({ children }: { children: ReactNode }) {
  return children ? <div className={classes.soft}>{children}</div> : null
}

function Parcel({ parcel: { number, courier, url, state, stateAt, return: back } }: { parcel: Order['packages'][number] }) {
  const { t } = useTranslation()
  const link = url === undefined ? undefined : safe(url)
  return (
    <div>
      {number && (
        <span className={facts.copied}>
          {number}
          <Copy value={number} label={t('orders.copyTracking', { number })} />
        </span>
      )}
      <div>
        {courier && <>{courierName(courier)} · </>}
        {t(`orders.parcel.${state}`)}
        {stateAt && (
          <>
            {' · '}
            <Moment at={stateAt} as="relative" />
          </>
        )}
        {back && <> · {t('orders.returning')}</>}
        {link && (
          <>
            {' · '}
            <a href={link} target="_blank" rel="noopener noreferrer nofollow" aria-label={number ? t('orders.trackNumber', { number }) : undefined}>
              {t('orders.track')}
            </a>
          </>
        )}
      </div>
    </div>
  )
}
