import { type ComboboxItem, MultiSelect, type OptionsFilter, Skeleton, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import { WarningNote } from '../form/warning-note'
import { ErrorNote } from '../shell/error-note'
import { useAgents } from './channels'
import type { SectionProps } from './fields'

export function AgentsSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const agents = useAgents()
  const known = useMemo(() => new Map(agents.data?.map((agent) => [agent.id, agent])), [agents.data])

  if (agents.isPending) return <Skeleton height={36} aria-label={t('loading')} role="status" />
  if (agents.error && !agents.data) {
    return <ErrorNote error={asApiError(agents.error)} retry={() => void agents.refetch()} retrying={agents.isFetching} />
  }

  const away = draft.agents.filter((id) => !known.has(id))
  const data = [
    ...[...known.values()].map(({ id, name }) => ({ value: id, label: name })),
    ...away.map((id) => ({ value: id, label: t('channels.agents.unknown') })),
  ]
  const filter: OptionsFilter = ({ options, search }) => {
    const words = search.toLocaleLowerCase().split(/\s+/)
    return options.filter((option) => {
      const agent = 'value' in option ? known.get(option.value) : undefined
      const text = agent ? `${agent.name} ${agent.email}`.toLocaleLowerCase() : ''
      return words.every((word) => text.includes(word))
    })
  }
  const row = ({ option }: { option: ComboboxItem }) => {
    const agent = known.get(option.value)
    return (
      <div>
        <Text size="sm">{option.label}</Text>
        {agent && (
          <Text size="xs" c="dimmed">
            {agent.email} · {t(`role.${agent.role}`)}
          </Text>
        )}
      </div>
    )
  }

  return (
    <>
      <MultiSelect
        label={t('channels.agents.label')}
        placeholder={t('channels.agents.placeholder')}
        data-field="agents"
        data={data}
        value={draft.agents}
        onChange={(chosen) => change({ agents: chosen })}
        searchable
        filter={filter}
        renderOption={row}
        nothingFoundMessage={t('channels.agents.nothing')}
        maxDropdownHeight={320}
        error={problem('agents') ?? problemOfOne(draft.agents, problem)}
      />
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
