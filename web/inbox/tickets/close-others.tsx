import type { TicketSummary } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { useFocusBack } from '../shell/use-focus-back'

export interface CloseOthersProps {
  ticket: TicketSummary
  opened: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before a ticket is closed that another agent has. */
export default function CloseOthers({ ticket, opened, onConfirm, onClose }: CloseOthersProps) {
  const { t } = useTranslation()
  useFocusBack(opened)
  return (
    <DangerDialog
      opened={opened}
      title={t('list.closeTitle', { number: ticket.number })}
      text={t('list.closeText', { name: ticket.agent?.name ?? '' })}
      action={t('ticket.close')}
      onAction={onConfirm}
      onClose={onClose}
    />
  )
}
