import { Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { asApiError } from '../../api/error'
import type { Order } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import type { Dialog } from '../../settings/use-dialog'
import { WordDialog } from '../../settings/word-dialog'
import { ErrorNote } from '../../shell/error-note'
import { Moment } from '../../time/moment'
import { money } from './money'
import { orderKey, useLinkOrder, useOrderSearch } from './orders'
import classes from './orders.module.css'
import { OrderStatusBadge } from './status-badge'

interface Props {
  dialog: Pick<Dialog<never>, 'opened' | 'opening' | 'close'>
  ticket: string
  /** The orders that belong already. */
  linked: readonly Order[]
}

const SHORTEST = 3

/** Finds an order by a number or an address, and links it. */
export function SearchDialog({ dialog, ...rest }: Props) {
  const { t } = useTranslation()
  return (
    <WordDialog dialog={dialog} title={t('orders.search.title')}>
      <Search {...rest} onDone={dialog.close} />
    </WordDialog>
  )
}

function Search({ ticket, linked, onDone }: Omit<Props, 'dialog'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [short, setShort] = useState(false)
  const search = useOrderSearch(ticket, asked)
  const link = useLinkOrder(ticket)
  const found = asked === '' ? undefined : search.data
  const belongs = new Set(linked.map(orderKey))
  return (
    <Stack gap="md">
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          const q = typed.trim()
          setShort(q.length < SHORTEST)
          if (q.length < SHORTEST) return
          if (q === asked) void search.refetch()
          setAsked(q)
        }}
      >
        <Group align="flex-end" gap="sm" wrap="nowrap">
          <TextInput
            className={classes.grow}
            label={t('orders.search.label')}
            description={t('orders.search.hint')}
            data-autofocus
            value={typed}
            maxLength={150}
            error={short && t('orders.search.short')}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setShort(false)
            }}
          />
          <Button type="submit" loading={search.isFetching}>
            {t('orders.search.find')}
          </Button>
        </Group>
      </form>
      {search.error && <ErrorNote error={asApiError(search.error)} retry={() => void search.refetch()} retrying={search.isFetching} />}
      <div role="status">
        {search.isPending && search.isFetching && <Loader size="sm" aria-label={t('loading')} />}
        {found && <Text size="sm">{found.length === 0 ? t('orders.search.none', { q: asked }) : t('orders.search.found', { count: found.length })}</Text>}
      </div>
      {found?.map((order) => (
        <Found
          key={orderKey(order)}
          order={order}
          belongs={belongs.has(orderKey(order))}
          pending={link.isPending && orderKey(link.variables.order) === orderKey(order)}
          onLink={() => link.mutate({ order, linked: true }, { onSuccess: onDone })}
        />
      ))}
    </Stack>
  )
}

function Found({ order, belongs, pending, onLink }: { order: Order; belongs: boolean; pending: boolean; onLink: () => void }) {
  const { t, i18n } = useTranslation()
  return (
    <article className={classes.card}>
      <div className={classes.head}>
        <h3 className={classes.number}>{t('orders.number', { number: order.orderId })}</h3>
        <span className={classes.total}>{money(order.total, order.currency, i18n.language)}</span>
      </div>
      <div className={classes.about}>
        <Moment at={order.placedAt} as="relative" />
        {order.source && <> · {order.source}</>}
        {order.buyer && <> · {order.buyer}</>}
      </div>
      <Group justify="space-between" gap={8} mt={4}>
        <OrderStatusBadge status={order.status} />
        {belongs ? (
          <Text size="xs" c="dimmed">
            {t('orders.search.belongs')}
          </Text>
        ) : (
          <Button size="compact-sm" loading={pending} onClick={onLink} aria-label={t('orders.search.linkNumber', { number: order.orderId })}>
            {t('orders.search.link')}
          </Button>
        )}
      </Group>
    </article>
  )
}
