import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { answer, api } from '../api/client'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useTicketComplaints } from '../ticket/complaint'
import { useTicketCommands } from './commands'

/** Closes a ticket from its row, and offers the way back. */
export function useCloseOne(): (ticket: TicketSummary) => void {
  const { t } = useTranslation()
  const complain = useTicketComplaints()
  const { close, recount } = useTicketCommands()
  return (ticket) => {
    const failed = (wanted: 'close' | 'reopen') => (thrown: unknown) => complain(ticket, thrown, wanted)
    const reopen = (note: string) => {
      notifications.hide(note)
      answer(api.POST('/api/v1/tickets/{ticketId}/reopen', { params: { path: { ticketId: ticket.id } } })).then(recount, failed('reopen'))
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
    }, failed('close'))
  }
}
