import { Group, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Fragment, type ReactNode, useState } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'

interface Props<Settings> {
  query: UseQueryResult<Settings>
  /** As many as its place is held for. */
  fields: number
  /** The form; `anew` has it begin again, whatever stood in it. */
  children: (settings: Settings, anew: () => void) => ReactNode
}

/** A form for settings, once they are read; until then its place, or why they can't be read. */
export function WhenRead<Settings>({ query, fields, children }: Props<Settings>) {
  const { t } = useTranslation()
  const [begun, setBegun] = useState(0)
  if (query.data !== undefined) return <Fragment key={begun}>{children(query.data, () => setBegun((before) => before + 1))}</Fragment>
  if (query.error) {
    return (
      <Group p="md">
        <ErrorNote error={asApiError(query.error)} retry={() => void query.refetch()} retrying={query.isFetching} />
      </Group>
    )
  }
  return (
    <div role="status" aria-label={t('loading')} style={{ padding: 28 }}>
      {Array.from({ length: fields }, (_, row) => (
        <Skeleton key={row} height={36} mb={26} maw={560} aria-hidden />
      ))}
    </div>
  )
}
