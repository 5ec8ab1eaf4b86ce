import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { TicketSummary } from '../api/types'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { contactPath } from './addresses'
import { useLiveContacts } from './live-contacts'

/** The contact that a ticket's sender is. */
export function useSender(ticket: string) {
  useLiveContacts()
  return useQuery({
    queryKey: keys.sender(ticket),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/{ticketId}/contact', { params: { path: { ticketId: ticket } }, signal })),
  })
}

/** Adds a ticket's sender to the contacts, or finds who it is, and says which. */
export function useAddSender(ticket: TicketSummary) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const complain = useComplaint()
  const [, navigate] = useLocation()
  // Made once: adding again after a lost answer makes no second contact.
  const [id] = useState(uuid)
  return useMutation({
    mutationFn: ({ name, email = '' }: { name: string; email?: string }) =>
      answer(api.PUT('/api/v1/tickets/{ticketId}/contact', { params: { path: { ticketId: ticket.id } }, body: { id, name, email } })),
    onSuccess: (contact) => {
      queries.setQueryData(keys.sender(ticket.id), { contact })
      void queries.invalidateQueries({ queryKey: keys.contacts })
      const link = contactPath(contact.id)
      notifications.show({
        closeButtonProps: { 'aria-label': t('dismissNote') },
        message: (
          <Anchor
            size="sm"
            href={`/inbox${link}`}
            onClick={(event) => {
              event.preventDefault()
              navigate(link)
            }}
          >
            {contact.id === id ? t('contacts.sender.added', { name: contact.name }) : t('contacts.sender.found', { name: contact.name })}
          </Anchor>
        ),
      })
    },
    // A field's refusal stands beside it.
    onError: (thrown) => asApiError(thrown).field === undefined && complain(thrown),
  })
}
