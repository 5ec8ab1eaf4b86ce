import { Group, Skeleton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import { useTranslation } from '../lang/translation'
import { socket } from '../live/services'
import { ErrorNote } from '../shell/error-note'
import { useGeneralSettings } from './general'
import { GeneralForm } from './general-form'

/** What is set once for the whole company. */
export function GeneralPage() {
  const { t } = useTranslation()
  const general = useGeneralSettings()
  const queries = useQueryClient()
  // These settings are told of like words: somebody else may have saved.
  useEffect(() => socket.on('vocabulary', () => void queries.invalidateQueries({ queryKey: keys.general })), [queries])
  if (general.data) return <GeneralForm saved={general.data} />
  if (general.error) {
    return (
      <Group p="md">
        <ErrorNote error={asApiError(general.error)} retry={() => void general.refetch()} retrying={general.isFetching} />
      </Group>
    )
  }
  return (
    <div role="status" aria-label={t('loading')} style={{ padding: 28 }}>
      <Skeleton height={36} maw={560} aria-hidden />
    </div>
  )
}
