import { Anchor, Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import classes from '../ticket/facts.module.css'
import { Fact } from '../ticket/fact'
import { contactPath } from './addresses'
import { useAddSender, useSender } from './sender'

export interface SenderFactProps {
  ticket: TicketSummary
  /** Asks for the name of a sender who gave none. */
  onAsk: () => void
}

/** Who the ticket's sender is among the contacts, or the way there. */
export default function SenderFact({ ticket, onAsk }: SenderFactProps) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'ticket.write')
  const sender = useSender(ticket.id)
  const add = useAddSender(ticket)
  const contact = sender.data?.contact
  if (contact) {
    return (
      <dl className={classes.list} style={{ marginBottom: 10 }}>
        <Fact label={t('contacts.sender.label')}>
          <Anchor component={Link} href={contactPath(contact.id)}>
            {contact.name}
          </Anchor>
        </Fact>
      </dl>
    )
  }
  if (!sender.data || !writes) return null
  return (
    <Button
      variant="default"
      size="xs"
      mb={10}
      leftSection={<IconUserPlus size={14} aria-hidden />}
      loading={add.isPending}
      onClick={() => (ticket.requester.name === '' ? onAsk() : add.mutate({ name: ticket.requester.name }))}
    >
      {t('contacts.sender.add')}
    </Button>
  )
}
