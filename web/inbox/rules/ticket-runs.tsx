import { Center, Loader, Modal, Stack, Text } from '@mantine/core'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { useFocusBack } from '../shell/use-focus-back'
import { useTicketRuns } from './rules'
import { RunList } from './run-list'

export interface TicketRunsProps {
  ticket: string
  onClose: () => void
}

/** Which rules matched in a ticket, why, and what they did. */
export default function TicketRuns({ ticket, onClose }: TicketRunsProps) {
  const { t } = useTranslation()
  const runs = useTicketRuns(ticket)
  useFocusBack(true)
  return (
    <Modal opened onClose={onClose} size="lg" title={t('menu.rules')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Stack gap="md">
        {runs.error && <ErrorNote error={asApiError(runs.error)} retry={() => void runs.refetch()} retrying={runs.isFetching} />}
        {runs.isPending && (
          <Center p="md">
            <Loader aria-label={t('loading')} />
          </Center>
        )}
        {runs.data?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('rules.log.noneHere')}
          </Text>
        )}
        <RunList runs={runs.data ?? []} of="ticket" />
      </Stack>
    </Modal>
  )
}
