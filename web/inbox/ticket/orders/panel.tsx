import { ActionIcon, Anchor, Button, Group, Skeleton, Stack, Text, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconLink, IconRefresh } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Link } from 'wouter'
import { asApiError } from '../../api/error'
import type { Order, TicketOrders, TicketSummary } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { may, useMe } from '../../session/me'
import { BASELINKER_PATH } from '../../settings/addresses'
import { useDialog } from '../../settings/use-dialog'
import { ErrorNote } from '../../shell/error-note'
import { useNow } from '../../time/now'
import facts from '../facts.module.css'
import { useTicketOrders } from '../orders-query'
import { few } from './few'
import { noneOf } from './freshness'
import { jumpTo } from './jump'
import { Maybe } from './maybe'
import { Notices } from './notices'
import { OrderCard } from './order-card'
import { orderKey, useLinkOrder, useRefreshOrders } from './orders'
import classes from './orders.module.css'
import { SearchDialog } from './search-dialog'

export interface OrdersPanelProps {
  ticket: TicketSummary
}

/** The ticket's orders, the newest first. */
export default function OrdersPanel({ ticket }: OrdersPanelProps) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'ticket.write')
  const orders = useTicketOrders(ticket.id)
  const refresh = useRefreshOrders(ticket.id)
  const searching = useDialog<never>()
  const row = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLButtonElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const connected = orders.data && orders.data.accounts.length > 0
  const lookup = orders.data?.lookup
  const count = connected ? orders.data.orders.length : 0
  const maybe = connected ? orders.data.maybe.length : 0
  // One that waits for BaseLinker can be tried at once.
  const asking = refresh.isPending || (lookup?.state === 'waiting' && !lookup.waitsFor)
  const jump = () => body.current && row.current && jumpTo(body.current, row.current)
  return (
    <>
      <div ref={row} className={facts.ordersHead} data-sticks>
        <h2 className={facts.heading}>
          <button ref={head} type="button" className={facts.turn} title={t('orders.jump')} onClick={jump}>
            {t('ordersTitle')}
            {count > 0 && <span className={facts.count}>{count}</span>}
            {maybe > 0 && <span className={facts.count}>{t('orders.maybe.count', { count: maybe })}</span>}
          </button>
        </h2>
        {connected && (
          <Group gap={2} wrap="nowrap">
            {writes && (
              <Tooltip label={t('orders.search.title')}>
                <ActionIcon variant="subtle" color="gray" onClick={() => searching.open()} aria-label={t('orders.search.title')}>
                  <IconLink size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={t('orders.refresh')}>
              <ActionIcon variant="subtle" color="gray" onClick={() => refresh.mutate()} loading={asking} aria-label={t('orders.refresh')}>
                <IconRefresh size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </div>
      <div ref={body} className={facts.ordersBody}>
        {orders.error && !orders.data && <ErrorNote error={asApiError(orders.error)} retry={() => void orders.refetch()} retrying={orders.isFetching} />}
        {orders.isPending && (
          <Stack gap={8} role="status" aria-label={t('loading')}>
            <Skeleton height={72} radius="md" aria-hidden />
            <Skeleton height={40} radius="md" aria-hidden />
          </Stack>
        )}
        {orders.data && (connected ? <Connected ticket={ticket} orders={orders.data} writes={writes} head={head} onSearch={() => searching.open()} /> : <Unconnected />)}
      </div>
      <SearchDialog dialog={searching} ticket={ticket.id} linked={orders.data?.orders ?? []} />
    </>
  )
}

function Unconnected() {
  const { t } = useTranslation()
  const admin = may(useMe(), 'settings.write')
  return (
    <Text size="xs" c="dimmed">
      {t('orders.unconnected')}{' '}
      {admin ? (
        <Anchor component={Link} href={BASELINKER_PATH} fz="inherit">
          {t('orders.connect')}
        </Anchor>
      ) : (
        t('orders.askAdmin')
      )}
    </Text>
  )
}

interface ConnectedProps {
  ticket: TicketSummary
  orders: TicketOrders
  writes: boolean
  /** Where the keyboard goes on when an order goes away. */
  head: RefObject<HTMLButtonElement | null>
  onSearch: () => void
}

function Connected({ ticket, orders, writes, head, onSearch }: ConnectedProps) {
  const { t } = useTranslation()
  const link = useLinkOrder(ticket.id)
  const [all, setAll] = useState(false)
  const [showArchived, setShowArchived] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const present = orders.orders.filter((order) => !order.archived)
  const archived = orders.orders.filter((order) => order.archived)
  const shown = all ? present : few(present, FEW_ORDERS)
  const newest = present[0] && orderKey(present[0])
  const accountNames = orders.accounts.length > 1 ? new Map(orders.accounts.map(({ id, name }) => [id, name])) : undefined
  // Those that were opened or folded by hand; the newest is open by itself.
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map())

  // The button that was pressed goes with its order, once the orders have been read again.
  const pressed = useRef<Element>(null)
  useEffect(() => {
    if (pressed.current === null || pressed.current.isConnected) return
    pressed.current = null
    if (document.activeElement === document.body) head.current?.focus({ preventScroll: true })
  })
  const choose = (order: Order, linked: boolean) => {
    pressed.current = document.activeElement
    link.mutate({ order, linked }, { onSuccess: () => linked || sayUnlinked(order) })
  }
  const sayUnlinked = (order: Order) => {
    const id = `unlinked ${orderKey(order)}`
    notifications.show({
      id,
      autoClose: 8_000,
      closeButtonProps: { 'aria-label': t('dismissNote') },
      message: (
        <Group justify="space-between" gap={8} wrap="nowrap">
          <span>{t('orders.unlinked', { number: order.orderId })}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id)
              link.mutate({ order, linked: true })
            }}
          >
            {t('orders.undo')}
          </Button>
        </Group>
      ),
    })
  }
  const card = (order: Order) => {
    const key = orderKey(order)
    const open = turned.get(key) ?? key === newest
    return (
      <OrderCard
        key={key}
        ticket={ticket}
        order={order}
        account={accountNames?.get(order.accountId)}
        open={open}
        onToggle={() => setTurned(new Map(turned).set(key, !open))}
        onUnlink={writes ? () => choose(order, false) : undefined}
      />
    )
  }
  return (
    <Stack gap={8} ref={list}>
      <Notices orders={orders} />
      <Maybe orders={orders.maybe} pending={link.isPending ? link.variables : undefined} onChoose={writes ? choose : undefined} />
      {shown.map(card)}
      {orders.orders.length === 0 && <Nothing ticket={ticket} orders={orders} onSearch={writes ? onSearch : undefined} />}
      {shown.length < present.length && (
        <button
          type="button"
          className={classes.more}
          onClick={() => {
            flushSync(() => setAll(true))
            // It has gone; the keyboard goes on with the first of those that have come.
            list.current?.querySelectorAll<HTMLElement>('button[aria-expanded][data-order]')[shown.length]?.focus()
          }}
        >
          {t('orders.showMore', { count: present.length - shown.length })}
        </button>
      )}
      {archived.length > 0 && (
        <>
          <button type="button" className={classes.more} aria-expanded={showArchived} onClick={() => setShowArchived(!showArchived)}>
            {showArchived ? t('orders.hideArchived') : t('orders.showArchived', { count: archived.length })}
          </button>
          {showArchived && archived.map(card)}
        </>
      )}
      {orders.orders.length >= MAX_ORDERS && <div className={classes.soft}>{t('orders.onlyNewest', { count: MAX_ORDERS })}</div>}
    </Stack>
  )
}

/** So many are shown at once. */
const FEW_ORDERS = 10
/** So many the server shows at most (store/ticket_orders.go). */
const MAX_ORDERS = 100

/** What was looked for, and what can be done. */
function Nothing({ ticket, orders, onSearch }: { ticket: TicketSummary; orders: TicketOrders; onSearch: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { email } = ticket.requester
  const known = noneOf(orders, useNow())
  const words = email ? known && t(`orders.${known}`, { email }) : t('orders.noAddress')
  return (
    <Stack gap={8} align="flex-start">
      {words && (
        <Text size="xs" c="dimmed" className={classes.wrap}>
          {words}
        </Text>
      )}
      {onSearch && (
        <Button size="compact-xs" variant="default" onClick={onSearch}>
          {t('orders.findByNumber')}
        </Button>
      )}
    </Stack>
  )
}
