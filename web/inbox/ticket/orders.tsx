import { Skeleton } from '@mantine/core'
import { Suspense } from 'react'
import type { TicketSummary } from '../api/types'
import { loadTexts } from '../lang/language'
import { useTranslation } from '../lang/translation'
import { lazyPart } from '../shell/lazily'
import classes from './facts.module.css'
import type { OrdersPanelProps } from './orders/panel'

const Panel = lazyPart<OrdersPanelProps>(async () => {
  const [panel] = await Promise.all([import('./orders/panel'), loadTexts('orders')])
  return panel
})

/** The customer's orders from BaseLinker. */
export function Orders({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  return (
    <section className={classes.orders}>
      <Suspense
        fallback={
          <>
            <div className={classes.ordersHead} data-sticks>
              <h2 className={classes.heading}>{t('ordersTitle')}</h2>
            </div>
            <Skeleton height={64} radius="md" />
          </>
        }
      >
        <Panel ticket={ticket} />
      </Suspense>
    </section>
  )
}
