import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Link, useLocation } from 'wouter'
import { asApiError } from '../api/error'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useErrorText } from '../shell/error-text'
import { ticketPath } from '../tickets/view'

/** What was to be done with a ticket. */
type Wanted = 'change' | 'close' | 'join' | 'reopen' | 'takeOver' | 'newTag' | 'order'
type Named = Pick<TicketSummary, 'id' | 'number'>

/** Says that something wasn't done with a ticket, and with which, since one may have walked on before it is known. */
export function useTicketComplaint(ticket: Named): (thrown: unknown, wanted: Wanted) => void {
  const complain = useTicketComplaints()
  return (thrown, wanted) => complain(ticket, thrown, wanted)
}

/** The same, for whichever ticket. */
export function useTicketComplaints(): ({ id, number }: Named, thrown: unknown, wanted: Wanted) => void {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return ({ id, number }, thrown, wanted) => {
    const note = notifications.show({
      color: 'red',
      autoClose: 10_000,
      closeButtonProps: { 'aria-label': t('dismissNote') },
      title: t(`ticket.failed.${wanted}`, { number }),
      message: <Failure reason={errorText(asApiError(thrown))} ticket={{ id, number }} onFollowed={() => notifications.hide(note)} />,
    })
  }
}

/** Why, and the way to the ticket from elsewhere. */
function Failure({ reason, ticket: { id, number }, onFollowed }: { reason: string; ticket: Named; onFollowed: () => void }) {
  const { t } = useTranslation()
  const [path] = useLocation()
  return (
    <>
      <Text size="sm" c="var(--ink)">
        {reason}
      </Text>
      {path !== `/tickets/${id}` && (
        <Anchor component={Link} size="sm" href={ticketPath(id, 'all')} onClick={onFollowed}>
          {t('ticket.failed.open', { number })}
        </Anchor>
      )}
    </>
  )
}
