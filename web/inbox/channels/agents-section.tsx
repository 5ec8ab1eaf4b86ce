import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { AgentsField } from './agents-field'
import type { SectionProps } from './fields'
import { TeamAdder } from './team-adder'

export function AgentsSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  return (
    <>
      <AgentsField
        label={t('channels.agents.label')}
        value={draft.agents}
        onChange={(agents) => change({ agents })}
        error={problem('agents') ?? problemOfOne(draft.agents, problem)}
      />
      <TeamAdder chosen={draft.agents} onChange={(agents) => change({ agents })} />
      <div role="status">
        {draft.agents.length === 0 && (
          <WarningNote title={t('channels.agents.nobodyTitle')}>{t('channels.agents.nobody')}</WarningNote>
        )}
      </div>
    </>
  )
}

/** One of the listed may be refused by its place. */
function problemOfOne(agents: readonly string[], problem: SectionProps['problem']): string | undefined {
  return agents.map((_, at) => problem(`agents.${at}`)).find((text) => text !== undefined)
}
