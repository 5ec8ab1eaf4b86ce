import { useMutation, useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { InvitationAcceptance } from '../api/types'

/** What the link is for. */
export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => answer(api.POST('/api/v1/invitation', { body: { token }, signal })),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}

/** Who is logged in in this browser; nobody is an answer, too. */
export function useWhoever() {
  return useQuery({
    queryKey: ['whoever'],
    queryFn: async ({ signal }) => (await api.GET('/api/v1/session', { signal })).data ?? null,
    staleTime: Infinity,
    retry: false,
  })
}

export function useAccept() {
  return useMutation({ mutationFn: (body: InvitationAcceptance) => answer(api.POST('/api/v1/invitation/accept', { body })) })
}
