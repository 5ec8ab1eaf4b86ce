import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconArrowUp, IconInbox } from '@tabler/icons-react'
import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import type { TicketSummary, View } from '../api/types'
import type { FirstRunProps } from '../first-run/first-run'
import { ErrorNote } from '../shell/error-note'
import { Unloaded } from '../shell/lazily'
import { PageTitle } from '../shell/page-title'
import classes from './list-page.module.css'
import { useTicketList } from './lists'
import { rememberOrder } from './order'
import { arrange } from './rows'
import { TicketTable } from './ticket-table'

const FirstRun = lazy<ComponentType<FirstRunProps>>(() => import('../first-run/first-run').catch(() => ({ default: Unloaded })))

export function ListPage({ view }: { view: View }) {
  const { t } = useTranslation()
  const list = useTicketList(view)
  const [held, setHeld] = useState<readonly TicketSummary[]>()
  const { rows, arrived } = useMemo(() => arrange(list.rows, held), [list.rows, held])
  const name = t(`view.${view}`)
  const hold = (on: boolean) => setHeld(on ? rows.filter((row) => !row.left).map((row) => row.ticket) : undefined)

  return (
    <div className={classes.page}>
      <PageTitle text={name} />
      <Group className={classes.head} justify="space-between" wrap="nowrap">
        <Title order={1} size="h4">
          {name}
        </Title>
        <div role="status" className={classes.arrived}>
          {arrived > 0 && (
            <Button size="xs" variant="light" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={() => setHeld(list.rows)}>
              {t('list.arrived', { count: arrived })}
            </Button>
          )}
        </div>
      </Group>
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
            <FirstRun otherwise={<Empty view={view} />} />
          </Suspense>
        )
      ) : (
        <TicketTable
          view={view}
          rows={rows}
          label={name}
          onHold={hold}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage()
          }}
          onOpen={() => rememberOrder(view, rows.map((row) => row.ticket.id))}
        />
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

/** An empty view says what will stand here and when. */
function Empty({ view }: { view: View }) {
  const { t } = useTranslation()
  return (
    <Stack className={classes.body} align="center" justify="center" gap={6} p="xl">
      <IconInbox size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Text fw={600}>{t(`empty.${view}.title`)}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        {t(`empty.${view}.text`)}
      </Text>
    </Stack>
  )
}
