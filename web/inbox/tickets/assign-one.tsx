import type { TicketSummary } from '../api/types'
import { useChange } from '../ticket/change'
import { AssignDialog } from './assign-dialog'

export interface AssignOneProps {
  ticket: TicketSummary
  opened: boolean
  onClose: () => void
}

/** Gives one ticket to somebody, from its row or by key. */
export default function AssignOne({ ticket, opened, onClose }: AssignOneProps) {
  const { change } = useChange(ticket)
  return (
    <AssignDialog
      tickets={[ticket]}
      opened={opened}
      onPick={({ id, name }) => {
        if (id !== (ticket.agent?.id ?? '')) change({ property: 'agent', value: id, name })
        onClose()
      }}
      onClose={onClose}
    />
  )
}
