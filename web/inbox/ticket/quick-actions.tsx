import { Menu, Text } from '@mantine/core'
import { IconAddressBook, IconBolt, IconMessage2Off, IconMessage2Share, IconUserPlus } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { TicketSummary } from '../api/types'
import { contactPath } from '../contacts/addresses'
import { useAddSender, useSender } from '../contacts/sender'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { useChange } from './change'

export interface QuickActionsProps {
  ticket: TicketSummary
  /** Asks for the name of a sender who gave none. */
  onAsk: () => void
  /** Shows which automatic actions were taken. */
  onRuns: () => void
}

/** What is often done with a ticket beside answering and closing it: items of its menu, which names the group. */
export default function QuickActions({ ticket, onAsk, onRuns }: QuickActionsProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const writes = may(useMe(), 'ticket.write')
  const { change } = useChange(ticket)
  const sender = useSender(ticket.id)
  const add = useAddSender(ticket)
  const off = ticket.nextAutoresponderOff ?? false
  const contact = sender.data?.contact
  return (
    <>
      {contact ? (
        <Menu.Item leftSection={<IconAddressBook size={16} aria-hidden />} onClick={() => navigate(contactPath(contact.id))}>
          {t('contacts.sender.known', { name: contact.name })}
        </Menu.Item>
      ) : writes ? (
        <Menu.Item
          leftSection={<IconUserPlus size={16} aria-hidden />}
          disabled={sender.data === undefined}
          onClick={() => (ticket.requester.name === '' ? onAsk() : add.mutate({ name: ticket.requester.name }))}
        >
          {t('contacts.sender.add')}
        </Menu.Item>
      ) : null}
      {writes && (
        <Menu.Item
          leftSection={off ? <IconMessage2Share size={16} aria-hidden /> : <IconMessage2Off size={16} aria-hidden />}
          onClick={() => change({ property: 'next_autoresponder', value: off ? 'on' : 'off' })}
        >
          {off ? t('quick.autoresponderOn') : t('quick.autoresponderOff')}
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'normal' }}>
            {off ? t('quick.autoresponderIsOff') : t('quick.autoresponderHint')}
          </Text>
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconBolt size={16} aria-hidden />} onClick={onRuns}>
        {t('menu.rules')}
      </Menu.Item>
    </>
  )
}
