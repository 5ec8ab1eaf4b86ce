import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import { assigneesOf } from '../ticket/change'
import { useContextName, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import type { Known } from './filter'
import { knownTickets } from './lists'

/** What the filter's fields offer. People are those who could have tickets of the chats that lists have shown. */
export function useKnown(): Known {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const vocabulary = useVocabulary().data
  const statusName = useStatusName()
  const contextName = useContextName()
  const channels = useQuery({
    queryKey: keys.readableChannels,
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/channels', { signal }))).channels,
  })
  const tickets = knownTickets(queries)
  const chats = [...new Map(tickets.map((ticket) => [ticket.channel.id, ticket.id])).values()]
  const assignees = useQueries({ queries: chats.map(assigneesOf) })
  const agents = new Map<string, string>()
  for (const { agent } of tickets) if (agent?.id !== undefined) agents.set(agent.id, agent.name)
  for (const { data = [] } of assignees) for (const { id, name } of data) agents.set(id, name)
  return {
    t,
    vocabulary,
    channels: (channels.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    agents: [...agents].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label)),
    statusName,
    contextName,
  }
}
