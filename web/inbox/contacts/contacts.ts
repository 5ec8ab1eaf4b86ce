import { keepPreviousData, type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { Contact, ContactDraft } from '../api/types'

/** The contacts whose name or address begins with what is looked for, by name, page by page. */
export function useContacts(search: string) {
  const list = useInfiniteQuery({
    queryKey: keys.contactList(search),
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET('/api/v1/contacts', { params: { query: { ...(search && { q: search }), ...(pageParam && { cursor: pageParam }) } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    // While somebody types, what was found last stays on screen.
    placeholderData: keepPreviousData,
  })
  return { ...list, contacts: list.data?.pages.flatMap((page) => page.contacts) }
}

export function useContact(id: string) {
  return useQuery({
    queryKey: keys.contact(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/contacts/{contactId}', { params: { path: { contactId: id } }, signal })),
  })
}

/** The contact's tickets that this agent may read, the newest first. */
export function useContactTickets(id: string) {
  const list = useInfiniteQuery({
    queryKey: keys.contactTickets(id),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/contacts/{contactId}/tickets', {
          params: { path: { contactId: id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  return { ...list, tickets: list.data?.pages.flatMap((page) => page.tickets) }
}

export function useSaveContact() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, draft }: { id: string; draft: ContactDraft }) =>
      answer(api.PUT('/api/v1/contacts/{contactId}', { params: { path: { contactId: id } }, body: draft })),
    onSuccess: (contact) => keep(queries, contact),
    // What is newer, or gone, shows by itself once it is read.
    onError: (_, { id }) => void queries.invalidateQueries({ queryKey: keys.contact(id) }),
  })
}

export function useDeleteContact() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/contacts/{contactId}', { params: { path: { contactId: id } } })),
    onSuccess: (_, id) => {
      queries.removeQueries({ queryKey: keys.contact(id) })
      void queries.invalidateQueries({ queryKey: keys.contacts })
    },
  })
}

function keep(queries: QueryClient, contact: Contact): void {
  // A slower answer that began earlier must not bring an older one back.
  void queries.cancelQueries({ queryKey: keys.contact(contact.id) })
  queries.setQueryData(keys.contact(contact.id), contact)
  void queries.invalidateQueries({ queryKey: keys.contacts })
}
