import { type ComboboxItem, MultiSelect, type OptionsFilter, Skeleton, Text } from '@mantine/core'
import { useMemo } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { useActiveColleagues } from '../people/colleagues'
import { ErrorNote } from '../shell/error-note'

interface Props {
  label: string
  /** Ids of agents. */
  value: string[]
  onChange: (agents: string[]) => void
  error: string | undefined
}

/** Any number of the people who can be given access, found by name or address. */
export function AgentsField({ label, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const agents = useActiveColleagues()
  const known = useMemo(() => new Map(agents.data?.map((agent) => [agent.id, agent])), [agents.data])

  if (agents.isPending) return <Skeleton height={36} aria-label={t('loading')} role="status" />
  if (agents.error && !agents.data) {
    return <ErrorNote error={asApiError(agents.error)} retry={() => void agents.refetch()} retrying={agents.isFetching} />
  }

  const away = value.filter((id) => !known.has(id))
  const data = [
    ...[...known.values()].map(({ id, name }) => ({ value: id, label: name })),
    ...away.map((id) => ({ value: id, label: t('channels.agents.unknown') })),
  ]
  const filter: OptionsFilter = ({ options, search }) => {
    const words = search.toLocaleLowerCase().split(/\s+/)
    return options.filter((option) => {
      const agent = 'value' in option ? known.get(option.value) : undefined
      const text = agent ? `${agent.name} ${agent.email ?? ''}`.toLocaleLowerCase() : ''
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
    <MultiSelect
      label={label}
      placeholder={t('channels.agents.placeholder')}
      data-field="agents"
      data={data}
      value={value}
      onChange={onChange}
      searchable
      filter={filter}
      renderOption={row}
      nothingFoundMessage={t('channels.agents.nothing')}
      maxDropdownHeight={320}
      error={error}
    />
  )
}
