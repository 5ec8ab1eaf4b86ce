import { Button, Group, Skeleton, Title } from '@mantine/core'
import { IconArrowUp, IconFilter } from '@tabler/icons-react'
import { Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { asApiError } from '../api/error'
import type { FoundText, TicketSummary } from '../api/types'
import type { BulkHandle } from '../bulk/bulk-bar'
import { useKeys } from '../keyboard/use-keys'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { lazyPart } from '../shell/lazily'
import { PageTitle } from '../shell/page-title'
import page from '../shell/page.module.css'
import { useCloseOne } from './close-one'
import { fieldsIn } from './filter'
import { ListEmpty } from './list-empty'
import classes from './list-page.module.css'
import { type Listing, listingKey, listingQuery } from './listing'
import { useTicketList } from './lists'
import { rememberOrder } from './order'
import { arrange } from './rows'
import { SearchField } from './search-field'
import { useSelection } from './selection'
import { orderOf } from './sorting'
import { SortMenu } from './sort-menu'
import { TicketTable, type TableHandle } from './ticket-table'
import { useListName } from './use-list-name'
import { useListing } from './use-listing'
import { listPath, ticketPath } from './view'

const FirstRun = lazyPart(() => import('../first-run/first-run'))
const BulkBar = lazyPart(() => import('../bulk/bulk-bar'))
const AssignOne = lazyPart(() => import('./assign-one'))
const CloseOthers = lazyPart(() => import('./close-others'))
const FilterParts = lazyPart(() => import('./filter-parts'))

export function ListPage() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { listing, saved } = useListing()
  const { view, sort, filter } = listing
  const key = listingKey(listing)
  const list = useTicketList(listing)
  const stale = list.isPlaceholderData
  const order = orderOf(listing)
  const me = useMe()
  const writes = may(me, 'ticket.write')

  const [holding, setHolding] = useState(false)
  const [held, setHeld] = useState<{ key: string; rows: readonly TicketSummary[] }>()
  const before = held?.key === key ? held.rows : undefined
  const { rows, arrived } = useMemo(() => arrange(list.rows, before, order), [list.rows, before, order])
  useEffect(() => {
    // Another list under a resting pointer is held as it comes.
    if (holding && !stale && held?.key !== key) setHeld({ key, rows: list.rows })
  }, [holding, stale, held, key, list.rows])
  const hold = (on: boolean) => {
    setHolding(on)
    setHeld(on && !stale ? { key, rows: rows.filter((row) => !row.left).map((row) => row.ticket) } : undefined)
  }

  const pages = list.data?.pages
  const found = useMemo(() => new Map<string, FoundText>(pages?.flatMap((page) => page.found ?? []).map((each) => [each.ticket, each])), [pages])
  const selection = useSelection(key)
  const chosen = rows.filter((row) => !row.left && selection.ids.has(row.ticket.id)).map((row) => row.ticket)
  const [assigning, setAssigning] = useState<{ ticket: TicketSummary; opened: boolean }>()
  const [filtering, setFiltering] = useState(false)
  const [closing, setClosing] = useState<{ ticket: TicketSummary; opened: boolean }>()
  const closeOne = useCloseOne()
  const close = (ticket: TicketSummary) => (ticket.agent && ticket.agent.id !== me.id ? setClosing({ ticket, opened: true }) : closeOne(ticket))
  // Its results outlive what was chosen.
  const [many, setMany] = useState(false)
  if (selection.ids.size > 0 && !many) setMany(true)
  const table = useRef<TableHandle>(null)
  const bulk = useRef<BulkHandle>(null)
  const search = useRef<HTMLInputElement>(null)

  const goTo = (next: Partial<Listing>, replace = false) => navigate(listPath({ ...listing, ...next }, saved), { replace })
  const searchFor = (text: string) => {
    const { text: was, ...rest } = filter
    goTo({ filter: text === '' ? rest : { ...rest, text } }, was !== undefined)
  }
  const remember = () => rememberOrder(listing, rows.map((row) => row.ticket.id))
  const open = (ticket: TicketSummary) => {
    remember()
    navigate(ticketPath(ticket.id, listing, saved))
  }
  /** Does something with the row that has the focus. */
  const focused = (act: (ticket: TicketSummary) => void) => () => {
    const ticket = table.current?.focused()
    if (ticket) act(ticket)
    return ticket !== undefined
  }
  const assign = (ticket: TicketSummary) => setAssigning({ ticket, opened: true })
  useKeys({
    search: () => search.current?.select(),
    next: () => table.current?.step(1) ?? false,
    previous: () => table.current?.step(-1) ?? false,
    glance: () => table.current?.glance() ?? false,
    // The composer takes the focus by itself.
    reply: focused(open),
    ...(writes && {
      select: focused(({ id }) => selection.toggle(id, [], false)),
      assign: chosen.length > 0 ? () => bulk.current?.assign() : focused((ticket) => ticket.state !== 'closed' && assign(ticket)),
      close: chosen.length > 0 ? () => bulk.current?.close() : focused((ticket) => ticket.state !== 'closed' && close(ticket)),
    }),
    leave: () => {
      if (table.current?.unglance()) return true
      if (selection.ids.size === 0) return false
      selection.set([])
      return true
    },
  })

  const name = useListName()
  const fields = fieldsIn(filter)
  const special = listingQuery(listing) !== '' || saved !== undefined

  return (
    <div className={page.page}>
      <PageTitle text={name} />
      <div className={`${page.head} ${classes.head}`}>
        <Title order={1} size="h4" className={`${page.title} ${classes.title}`}>
          {name}
        </Title>
        <div role="status" className={classes.arrived}>
          {arrived > 0 && (
            <Button size="xs" variant="light" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={() => setHeld({ key, rows: list.rows })}>
              {t('list.arrived', { count: arrived })}
            </Button>
          )}
        </div>
        <Group className={classes.tools} gap={8} wrap="nowrap">
          <SearchField key={view} ref={search} text={filter.text ?? ''} busy={stale && list.isFetching} onSearch={searchFor} />
          <Button
            className={classes.tool}
            size="xs"
            variant={fields > 0 ? 'light' : 'default'}
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => setFiltering(true)}
          >
            <span className={classes.toolWord}>{t('filter.open')}</span>
            {fields > 0 && <span>&nbsp;({fields})</span>}
          </Button>
          <SortMenu sort={sort} onSort={(next) => goTo({ sort: next })} />
        </Group>
      </div>
      {(special || filtering) && (
        <Suspense>
          <FilterParts listing={listing} saved={saved} filtering={filtering} onFiltered={() => setFiltering(false)} />
        </Suspense>
      )}
      {list.error && (
        <div className={classes.note}>
          <ErrorNote error={asApiError(list.error)} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      )}
      {list.isPending ? (
        <Waiting label={t('loading')} />
      ) : rows.length === 0 ? (
        !list.error && (
          <Suspense>
            <FirstRun otherwise={<ListEmpty listing={listing} />} />
          </Suspense>
        )
      ) : (
        <TicketTable
          ref={table}
          listing={listing}
          saved={saved}
          rows={rows}
          found={found}
          selection={writes ? selection : undefined}
          commands={{ assign, close }}
          stale={stale}
          label={name}
          onHold={hold}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage()
          }}
          onOpen={remember}
          onSort={(next) => goTo({ sort: next })}
        />
      )}
      {many && (
        <Suspense>
          <BulkBar
            ref={bulk}
            tickets={chosen}
            loaded={rows.filter((row) => !row.left).length}
            onAll={() => selection.set(rows.filter((row) => !row.left).map((row) => row.ticket.id))}
            onKeep={selection.set}
          />
        </Suspense>
      )}
      {assigning && (
        <Suspense>
          <AssignOne {...assigning} onClose={() => setAssigning({ ...assigning, opened: false })} />
        </Suspense>
      )}
      {closing && (
        <Suspense>
          <CloseOthers
            {...closing}
            onConfirm={() => {
              setClosing({ ...closing, opened: false })
              closeOne(closing.ticket)
            }}
            onClose={() => setClosing({ ...closing, opened: false })}
          />
        </Suspense>
      )}
    </div>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div className={classes.body} role="status" aria-label={label}>
      {Array.from({ length: 9 }, (_, row) => (
        <Group key={row} className={classes.waiting} wrap="nowrap" gap="xl" aria-hidden>
          <Skeleton height={12} width="18%" />
          <Skeleton height={12} width={`${34 + ((row * 7) % 20)}%`} />
          <Skeleton height={12} width="12%" />
        </Group>
      ))}
    </div>
  )
}
