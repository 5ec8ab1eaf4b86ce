import { useState } from 'react'
import type { Team } from '../api/types'
import { uuid } from '../api/uuid'
import { AgentsField } from '../channels/agents-field'
import { useTranslation } from '../lang/translation'
import { NameField } from './name-field'
import { NamingRules } from './naming-rules'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'
import { tidyName } from './word-draft'
import { useSaveTeam } from './words'

interface Props {
  /** Undefined for a new one. */
  team: Team | undefined
  onDone: () => void
}

export function TeamForm({ team, onDone }: Props) {
  const { t } = useTranslation()
  // Made once: a save whose answer was lost, tried again, makes no second team.
  const [id] = useState(() => team?.id ?? uuid())
  const form = useWordForm(team && { name: team.name, agents: team.agents }, { name: '', agents: [] }, useSaveTeam(), onDone)
  const { draft, change, problem } = form
  return (
    <WordForm
      error={form.error}
      meanwhile={form.meanwhile}
      fields={['name', 'agents']}
      saving={form.saving}
      onSave={() => form.save({ id, draft: { ...draft, name: tidyName(draft.name) } })}
      onCancel={onDone}
    >
      <NameField value={draft.name} onChange={(name) => change({ name })} error={problem('name')} />
      <NamingRules list="teams" was={team?.name ?? ''} name={draft.name} />
      <AgentsField label={t('settings.teams.agents')} value={draft.agents} onChange={(agents) => change({ agents })} error={problem('agents')} />
    </WordForm>
  )
}
