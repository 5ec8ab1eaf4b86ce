import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { TicketSummary, Vocabulary } from '../api/types'
import { uuid } from '../api/uuid'
import { useMe } from '../session/me'
import { knownTicket, spreadTicket } from '../tickets/lists'
import { useTicketComplaint } from './complaint'
import { type Choice, undone } from './patch'
import { beginChoice, endChoice } from './under-way'

/** Changes a property of the ticket: shows at once and stays, put back where it fails, tried again where the server wasn't reached. */
export function useChange(summary: TicketSummary) {
  const queries = useQueryClient()
  const me = useMe().id
  const complain = useTicketComplaint(summary)
  const ticket = summary.id
  const mutation = useMutation({
    mutationFn: ({ id, property, value }: Choice & { id: string }) =>
      answer(api.POST('/api/v1/tickets/{ticketId}/changes', { params: { path: { ticketId: ticket } }, body: { id, property, value } })),
    retry: (failures, thrown) => asApiError(thrown).kind === 'network' && failures < 3,
    onMutate: (choice) => {
      const before = knownTicket(queries, ticket)
      beginChoice(ticket, choice)
      if (before) spreadTicket(queries, before, me)
      return before
    },
    onSuccess: (changed, choice) => {
      endChoice(ticket, choice)
      spreadTicket(queries, changed.summary, me)
      void queries.invalidateQueries({ queryKey: keys.counts })
    },
    onError: (thrown, choice, before) => {
      endChoice(ticket, choice)
      const now = knownTicket(queries, ticket)
      if (before && now) spreadTicket(queries, undone(now, before, choice), me)
      // The server may have done it and only its answer was lost.
      void queries.invalidateQueries({ queryKey: keys.lists })
      void queries.invalidateQueries({ queryKey: keys.opening(ticket) })
      complain(thrown, 'change')
    },
  })
  return {
    change: (choice: Choice) => mutation.mutate({ ...choice, id: uuid() }),
    /** What is being changed right now. */
    changing: mutation.isPending ? mutation.variables.property : undefined,
  }
}

/** Makes a tag, or finds the one that has the name already, and puts it on the ticket, which one may have left meanwhile. */
export function useNewTag(ticket: TicketSummary, change: (choice: Choice) => void) {
  const queries = useQueryClient()
  const complain = useTicketComplaint(ticket)
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/v1/tags', { body: { name } })),
    onSuccess: (tag) => {
      queries.setQueryData<Vocabulary>(keys.vocabulary, (known) => known && { ...known, tags: [...known.tags.filter(({ id }) => id !== tag.id), tag] })
      void queries.invalidateQueries({ queryKey: keys.vocabulary })
      change({ property: 'tag_added', value: tag.id })
    },
    onError: (thrown) => complain(thrown, 'newTag'),
  })
}

/** Who could have or watch the ticket. */
export function useAssignees(ticket: string) {
  return useQuery(assigneesOf(ticket))
}

export function assigneesOf(ticket: string) {
  return queryOptions({
    queryKey: keys.assignees(ticket),
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/v1/tickets/{ticketId}/assignees', { params: { path: { ticketId: ticket } }, signal }))).agents,
  })
}
