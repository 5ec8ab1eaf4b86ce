import { MultiSelect, Select } from '@mantine/core'
import type { Role } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ChannelsField } from '../settings/channels-field'
import { useVocabulary } from '../vocabulary/vocabulary'

/** What somebody may do and see. */
export interface Access {
  readonly role: Role
  readonly channels: string[]
  readonly teams: string[]
}

const ROLES = ['admin', 'agent', 'operator'] as const satisfies readonly Role[]

interface Props {
  access: Access
  change: (patch: Partial<Access>) => void
  /** What is wrong with a field, in words. */
  problem: (field: keyof Access) => string | undefined
}

export function AccessFields({ access, change, problem }: Props) {
  const { t } = useTranslation()
  const teams = useVocabulary().data?.teams.filter(({ deleted }) => !deleted) ?? []
  return (
    <>
      <Select
        label={t('people.role')}
        data-field="role"
        allowDeselect={false}
        data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        value={access.role}
        onChange={(role) => role !== null && change({ role })}
        error={problem('role')}
      />
      <ChannelsField
        label={t('people.channels')}
        hint={access.channels.length === 0 ? t('people.channelsHint') : undefined}
        placeholder={t('people.choose')}
        value={access.channels}
        onChange={(chosen) => change({ channels: chosen })}
        error={problem('channels')}
      />
      <Several
        label={t('people.teams')}
        field="teams"
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={access.teams}
        onChange={(chosen) => change({ teams: chosen })}
        error={problem('teams')}
      />
    </>
  )
}

interface SeveralProps {
  label: string
  field: string
  data: { value: string; label: string }[]
  value: string[]
  onChange: (chosen: string[]) => void
  error: string | undefined
}

function Several({ field, data, value, ...rest }: SeveralProps) {
  const { t } = useTranslation()
  return (
    <MultiSelect
      {...rest}
      data-field={field}
      placeholder={value.length === 0 ? t('people.choose') : undefined}
      searchable
      hidePickedOptions
      data={data}
      // While the names are on their way nothing is taken for gone.
      value={data.length === 0 ? [] : value}
      nothingFoundMessage={t('property.nothing')}
    />
  )
}
