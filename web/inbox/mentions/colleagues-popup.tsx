import { useMemo } from 'react'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { SuggestionList } from '../suggest/suggestion-list'
import type { PopupProps } from '../suggest/suggestions'
import { useAssignees } from '../ticket/change'
import { useVocabulary } from '../vocabulary/vocabulary'

/** The colleagues who can be mentioned in a ticket: all with access to its chat. */
export default function ColleaguesPopup({ ticket, query, suggest, onMention }: PopupProps) {
  const { t } = useTranslation()
  const me = useMe().id
  const agents = useAssignees(ticket)
  const teams = useVocabulary().data?.teams
  const data = useMemo(
    () =>
      agents.data
        ?.filter(({ id }) => id !== me)
        .map(({ id, name, teams: of }) => ({
          id,
          name,
          beside: of.flatMap((team) => teams?.find((one) => one.id === team)?.name ?? []).join(', '),
        })),
    [agents.data, teams, me],
  )
  return (
    <SuggestionList
      suggest={suggest}
      label={t('mention.list')}
      query={query}
      from={{ ...agents, data }}
      onPick={({ id, name }) => onMention({ id, name })}
      empty={t('mention.nobody')}
    />
  )
}
