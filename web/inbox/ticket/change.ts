import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import { uuid } from '../api/uuid'
import { useMe } from '../session/me'
import { useComplaint } from '../shell/use-complaint'
import { knownTicket, spreadTicket } from '../tickets/lists'
import { type Choice, patched, undone } from './patch'

/** Changes a property of the ticket: shows at once, put back where it fails, tried again where the server wasn't reached. */
export function useChange(ticket: string) {
  const queries = useQueryClient()
  const me = useMe().id
  const complain = useComplaint()
  const mutation = useMutation({
    mutationFn: ({ id, property, value }: Choice & { id: string }) =>
      answer(api.POST('/api/v1/tickets/{ticketId}/changes', { params: { path: { ticketId: ticket } }, body: { id, property, value } })),
    retry: (failures, thrown) => asApiError(thrown).kind === 'network' && failures < 3,
    onMutate: (choice) => {
      const before = knownTicket(queries, ticket)
      if (before) spreadTicket(queries, patched(before, choice), me)
      return before
    },
    onSuccess: (changed) => {
      spreadTicket(queries, changed.summary, me)
      void queries.invalidateQueries({ queryKey: keys.counts })
    },
    onError: (thrown, choice, before) => {
      const now = knownTicket(queries, ticket)
      if (before && now) spreadTicket(queries, undone(now, before, choice), me)
      // The server may have done it and only its answer was lost. Not the opening: that would join.
      void queries.invalidateQueries({ queryKey: keys.lists })
      complain(thrown)
    },
  })
  return {
    change: (choice: Choice) => mutation.mutate({ ...choice, id: uuid() }),
    /** What is being changed right now. */
    changing: mutation.isPending ? mutation.variables.property : undefined,
  }
}

/** Makes a tag, or finds the one that has the name already. */
export function useCreateTag() {
  const queries = useQueryClient()
  const complain = useComplaint()
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/v1/tags', { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.vocabulary }),
    onError: complain,
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
