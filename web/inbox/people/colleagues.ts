import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { Colleague } from '../api/types'

/** Names, photos and access are pushed when they change; who else was let into a chat of ours is not. */
const FRESH_MS = 5 * 60_000

function useList<Selected>(select: (answer: { agents: Colleague[] }) => Selected) {
  return useQuery({ queryKey: keys.agents, queryFn: ({ signal }) => answer(api.GET('/api/v1/agents', { signal })), select, staleTime: FRESH_MS })
}

const everyone = ({ agents }: { agents: Colleague[] }) => agents
const active = ({ agents }: { agents: Colleague[] }) => agents.filter((agent) => agent.active)

/** Those with whom one shares a chat, for admins everybody; switched off or not. */
export function useColleagues() {
  return useList(everyone)
}

/** Those of them who can be given something. */
export function useActiveColleagues() {
  return useList(active)
}
