import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { ConditionCheck, ConditionGroup, Rule, RuleDraft, RuleLanguage, RuleRun, RuleTrial, RuleTrialPage } from '../api/types'

/** How often it matched moves with the customers. */
const LOOK_AGAIN_MS = 30_000
/** While an action is under way, somebody waits for what becomes of it. */
const LOOK_SOON_MS = 3_000

interface Listed {
  rules: Rule[]
}

/** All rules in the order in which they apply. */
export function useRules() {
  return useQuery({
    queryKey: keys.ruleList,
    queryFn: ({ signal }): Promise<Listed> => answer(api.GET('/api/v1/rules', { signal })),
    select: ({ rules }) => rules,
    refetchInterval: LOOK_AGAIN_MS,
  })
}

/** What conditions can speak of. */
export function useRuleLanguage() {
  return useQuery({
    queryKey: keys.ruleLanguage,
    queryFn: ({ signal }): Promise<RuleLanguage> => answer(api.GET('/api/v1/rules/language', { signal })),
    staleTime: Infinity,
  })
}

interface Save {
  id: string
  /** The one that was edited; 0 for a new rule. */
  version: number
  settings: RuleDraft
}

export function useSaveRule() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: Save) => answer(api.PUT('/api/v1/rules/{ruleId}', { params: { path: { ruleId: id } }, body })),
    onSuccess: (saved) => keep(queries, saved),
    // What is newer, or gone, shows by itself once it is read.
    onError: () => void queries.invalidateQueries({ queryKey: keys.ruleList }),
  })
}

export function useSwitchRule() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; version: number; enabled: boolean }) =>
      answer(api.PUT('/api/v1/rules/{ruleId}/enabled', { params: { path: { ruleId: id } }, body })),
    onSuccess: (saved) => keep(queries, saved),
    onError: () => void queries.invalidateQueries({ queryKey: keys.ruleList }),
  })
}

export function useDeleteRule() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/rules/{ruleId}', { params: { path: { ruleId: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.ruleList }),
  })
}

/** Puts the rules in another order, which shows at once. */
export function useOrderRules() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ids: string[]) => answer(api.PUT('/api/v1/rules/order', { body: { ids } })),
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey: keys.ruleList })
      queries.setQueryData<Listed>(keys.ruleList, (known) => known && { rules: ids.flatMap((id) => known.rules.find((rule) => rule.id === id) ?? []) })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.ruleList }),
  })
}

/** What is wrong with a condition; of parts, the condition too. */
export function checkCondition(question: { condition: string } | { parts: ConditionGroup }, signal: AbortSignal): Promise<ConditionCheck> {
  return answer(api.POST('/api/v1/rules/check', { body: question, signal }))
}

/** One page of what a rule would have matched. */
export function tryRule(trial: RuleTrial, signal: AbortSignal): Promise<RuleTrialPage> {
  return answer(api.POST('/api/v1/rules/try', { body: trial, signal }))
}

/** When a rule matched, the newest first. */
export function useRuleLog(id: string, failed: boolean) {
  return useInfiniteQuery({
    queryKey: keys.ruleLog(id, failed),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/rules/{ruleId}/log', {
          params: { path: { ruleId: id }, query: { ...(pageParam !== '' && { cursor: pageParam }), ...(failed && { failed }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: (query) => (underWay(query.state.data?.pages.flatMap(({ runs }) => runs)) ? LOOK_SOON_MS : LOOK_AGAIN_MS),
  })
}

/** Which rules matched in a ticket. */
export function useTicketRuns(ticket: string) {
  return useQuery({
    queryKey: keys.ruleRuns(ticket),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/{ticketId}/rule-runs', { params: { path: { ticketId: ticket } }, signal })),
    select: ({ runs }) => runs,
    // What happened since it was last looked at is what one opens it for.
    staleTime: 0,
    refetchInterval: (query) => (underWay(query.state.data?.runs) ? LOOK_SOON_MS : LOOK_AGAIN_MS),
  })
}

export function useRetryAction(ticket: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (actionId: string) =>
      answer(api.POST('/api/v1/tickets/{ticketId}/rule-actions/{actionId}/retry', { params: { path: { ticketId: ticket, actionId } } })),
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: keys.ruleRuns(ticket) }), queries.invalidateQueries({ queryKey: ['rules', 'log'] })]),
  })
}

function underWay(runs: readonly RuleRun[] = []): boolean {
  return runs.some(({ actions }) => actions.some(({ state }) => state === 'waiting' || state === 'retrying'))
}

function keep(queries: QueryClient, saved: Rule): void {
  // A slower answer that began earlier must not bring older settings back.
  void queries.cancelQueries({ queryKey: keys.ruleList })
  queries.setQueryData<Listed>(keys.ruleList, (known) => {
    if (!known) return known
    const there = known.rules.some(({ id }) => id === saved.id)
    return { rules: there ? known.rules.map((rule) => (rule.id === saved.id ? saved : rule)) : [...known.rules, saved] }
  })
  void queries.invalidateQueries({ queryKey: keys.ruleList })
}
