import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { answer, api } from '../api/client'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { useTicketCommands } from './commands'

/** Closes a ticket from its row, and offers the way back. */
export function useCloseOne(): (ticket: TicketSummary) => void {
  const { t } = useTranslation()
  const complain = useComplaint()
  const { close, recount } = useTicketCommands()
  return (ticket) => {
    const reopen = (note: string) => {
      notifications.hide(note)
      answer(api.POST('/api/v1/tickets/{ticketId}/reopen', { params: { path: { ticketId: ticket.id } } })).then(recount, complain)
    }
    close(ticket).then(() => {
      recount()
      const note = notifications.show({
        autoClose: 8_000,
        closeButtonProps: { 'aria-label': t('dismissNote') },
        message: (
          <Group gap="sm" justify="space-between">
            {t('list.closed', { number: ticket.number })}
            <Button size="compact-xs" variant="light" onClick={() => reopen(note)}>
              {t('ticket.reopen')}
            </Button>
          </Group>
        ),
      })
    }, complain)
  }
}
