import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { CompanyAgent, CompanyAgentChange, NewInvitation } from '../api/types'

/** Access changes from the chats' side too, and who was seen moves with the clock. */
const LOOK_AGAIN_MS = 30_000

/** Everybody who has an account, and the invitations that wait. */
export function usePeople() {
  return useQuery({
    queryKey: keys.people,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/people', { signal })),
    refetchInterval: LOOK_AGAIN_MS,
  })
}

/** A call that changes somebody; it is over once the list shows what it did. */
function usePeopleCall<Wish, Answer>(call: (wish: Wish, queries: QueryClient) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (wish: Wish) => call(wish, queries),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.agents })
      return queries.invalidateQueries({ queryKey: keys.people })
    },
  })
}

const put = (id: string, body: CompanyAgentChange) =>
  answer(api.PUT('/api/v1/people/{agentId}', { params: { path: { agentId: id } }, body }))

export function useSavePerson() {
  return usePeopleCall(({ id, change }: { id: string; change: CompanyAgentChange }) => put(id, change))
}

/** Switches an account on or off, whatever else was changed about it meanwhile. */
export function useSwitchPerson() {
  return usePeopleCall(async ({ id, active }: { id: string; active: boolean }, queries) => {
    const { people } = await queries.fetchQuery({
      queryKey: keys.people,
      queryFn: ({ signal }) => answer(api.GET('/api/v1/people', { signal })),
      staleTime: 0,
    })
    const { version, role, channels, teams } = people.find((person) => person.id === id)!
    return put(id, { version, role, channels, teams, active })
  })
}

/** Gives all open tickets of who is switched off back to nobody, and tells how many they were. */
export function useReleaseTickets() {
  return usePeopleCall(async (id: CompanyAgent['id']) => {
    let released = 0
    for (;;) {
      const done = await answer(api.POST('/api/v1/people/{agentId}/release', { params: { path: { agentId: id } } }))
      released += done.released
      if (done.left === 0) return released
    }
  })
}

export function useReset() {
  return usePeopleCall((id: string) => answer(api.POST('/api/v1/people/{agentId}/reset', { params: { path: { agentId: id } } })))
}

export function useInvite() {
  return usePeopleCall((body: NewInvitation) => answer(api.POST('/api/v1/invitations', { body })))
}

export function useRenew() {
  return usePeopleCall((id: string) => answer(api.POST('/api/v1/invitations/{invitationId}/link', { params: { path: { invitationId: id } } })))
}

export function useRevoke() {
  return usePeopleCall((id: string) => answer(api.DELETE('/api/v1/invitations/{invitationId}', { params: { path: { invitationId: id } } })))
}
