import { useQueryClient } from '@tanstack/react-query'
import { useReadableChannels } from '../channels/readable-channels'
import { useTranslation } from '../lang/translation'
import { useColleagues } from '../people/colleagues'
import { useContextName, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import type { Known, Option } from './filter'
import { knownTickets } from './lists'

/** What the filter's fields offer. */
export function useKnown(): Known {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const vocabulary = useVocabulary().data
  const statusName = useStatusName()
  const contextName = useContextName()
  const channels = useReadableChannels().data ?? []
  const agents = new Map<string, Option>()
  // Who has a ticket may have lost the chat since, and with it be no colleague any more.
  for (const { agent } of knownTickets(queries)) if (agent?.id !== undefined) agents.set(agent.id, { value: agent.id, label: agent.name, person: { ...agent, id: agent.id } })
  for (const person of useColleagues().data ?? []) {
    const { id, name, active } = person
    agents.set(id, { value: id, label: active ? name : t('filter.off', { name }), person })
  }
  return {
    t,
    vocabulary,
    channels: channels.map(({ id, name }) => ({ value: id, label: name })),
    agents: [...agents.values()].sort((a, b) => a.label.localeCompare(b.label)),
    statusName,
    contextName,
  }
}
