import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { BaseLinkerAccount, BaseLinkerAccountDraft } from '../api/types'

/** How often a mirror's progress is looked at: while it fills, a hundred orders come a second or two. */
const FILLING_MS = 2_000
const FOLLOWING_MS = 15_000

/** The connected accounts, with how far their mirrors are; for those who may change settings. */
export function useAccounts() {
  return useQuery({
    queryKey: keys.orderAccounts,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/baselinker/accounts', { signal })),
    select: ({ accounts }) => accounts,
    refetchInterval: ({ state }) => (state.data?.accounts.some(({ mirror }) => mirror.phase === 'filling') ? FILLING_MS : FOLLOWING_MS),
  })
}

function useAccountCall<Wish, Outcome>(call: (wish: Wish) => Promise<Outcome>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: call, onSettled: () => queries.invalidateQueries({ queryKey: keys.orderAccounts }) })
}

export function useSaveAccount() {
  return useAccountCall(({ id, draft }: { id: string; draft: BaseLinkerAccountDraft }) =>
    answer(api.PUT('/api/v1/baselinker/accounts/{accountId}', { params: { path: { accountId: id } }, body: draft })),
  )
}

export function useRemoveAccount() {
  return useAccountCall((id: string) => answer(api.DELETE('/api/v1/baselinker/accounts/{accountId}', { params: { path: { accountId: id } } })))
}

/** Reads statuses and sources again, and has the mirror look now. */
export function useRefreshAccount() {
  return useAccountCall((id: string) => answer(api.POST('/api/v1/baselinker/accounts/{accountId}/refresh', { params: { path: { accountId: id } } })))
}

/** What every agent needs to know of the accounts: their statuses, sources, and whether a token must be replaced. Pushes keep it fresh. */
export function useOrderWords() {
  return useQuery({
    queryKey: keys.orderWords,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/baselinker/vocabulary', { signal })),
    select: ({ accounts }) => accounts,
    staleTime: Infinity,
  })
}

/** What is wrong with an account, the worst first; undefined: nothing. */
export type Trouble = 'token' | 'account' | 'blocked' | 'unreachable' | 'refused'

export function troubleOf({ rejected, blockedUntil, mirror }: BaseLinkerAccount, now: number): Trouble | undefined {
  if (rejected) return rejected
  if (blockedUntil !== undefined && Date.parse(blockedUntil) > now) return 'blocked'
  if (mirror.failingSince === undefined) return undefined
  // A block or a rejection that is over is no news: the mirror only hasn't looked since.
  if (mirror.error === 'blocked' || mirror.error === 'rejected') return undefined
  return mirror.error === 'refused' ? 'refused' : 'unreachable'
}

/** How much of the three months a mirror has filled by now, from 0 to 1. */
export function filledOf({ startsAt, through }: BaseLinkerAccount['mirror'], now: number): number {
  const start = Date.parse(startsAt)
  return Math.min(1, Math.max(0, (Date.parse(through) - start) / Math.max(1, now - start)))
}
