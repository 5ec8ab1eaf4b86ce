import { Button, Drawer, Group, MultiSelect, type OptionsFilter, Stack, TextInput } from '@mantine/core'
import type { TicketFilter } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { Avatar } from '../shell/avatar'
import { folded } from '../suggest/matching'
import { boundOf, dayOf, without } from './days'
import { CHOICES, fieldsIn, type Known, PERIODS } from './filter'
import classes from './filter-parts.module.css'

interface Props {
  opened: boolean
  onClose: () => void
  filter: TicketFilter
  known: Known
  /** The list behind shows at once what is chosen. */
  onChange: (filter: TicketFilter) => void
}

/** The contract's limit of values of one field. */
const MOST = 50

/** Every word of what is looked for, in whatever order, with diacritics or without. */
const search: OptionsFilter = ({ options, search, limit }) => {
  const words = folded(search).split(/\s+/)
  return options.filter((option) => 'value' in option && words.every((word) => folded(option.label).includes(word))).slice(0, limit)
}

/** All fields that tickets can be narrowed by. */
export function FilterPanel({ opened, onClose, filter, known, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={360} title={t('filter.open')} closeButtonProps={{ 'aria-label': t('dismiss') }} overlayProps={{ backgroundOpacity: 0.25 }}>
      <Stack gap="sm">
        {CHOICES.map(({ name, options }) => {
          const chosen: readonly string[] = filter[name] ?? []
          const offered = options(known)
          const gone = chosen.filter((value) => !offered.some((option) => option.value === value))
          return (
            <MultiSelect
              key={name}
              size="xs"
              label={t(`filter.field.${name}`)}
              placeholder={chosen.length === 0 ? t('filter.any') : ''}
              searchable
              filter={search}
              renderOption={({ option }) => {
                const person = offered.find(({ value }) => value === option.value)?.person
                return person ? (
                  <span className={classes.person}>
                    <Avatar person={person} size={18} /> {option.label}
                  </span>
                ) : (
                  option.label
                )
              }}
              hidePickedOptions
              clearable
              clearButtonProps={{ 'aria-label': t('filter.clearField', { field: t(`filter.field.${name}`) }) }}
              maxValues={MOST}
              value={[...chosen]}
              data={[...offered, ...gone.map((value) => ({ value, label: t('vocabulary.unknown') }))]}
              nothingFoundMessage={t('property.nothing')}
              onChange={(values) => onChange(values.length === 0 ? without(filter, name) : { ...filter, [name]: values })}
            />
          )
        })}
        {PERIODS.map(({ name, from, to }) => (
          <FieldGroup key={name} label={t(`filter.field.${name}`)} field={name}>
            <Group gap={8} grow wrap="nowrap">
              {([from, to] as const).map((bound) => (
                <TextInput
                  key={bound}
                  size="xs"
                  type="date"
                  label={bound === to ? t('filter.to') : t('filter.from')}
                  value={dayOf(filter[bound], bound === to)}
                  onChange={(event) => {
                    const at = boundOf(event.currentTarget.value, bound === to)
                    onChange(at === undefined ? without(filter, bound) : { ...filter, [bound]: at })
                  }}
                />
              ))}
            </Group>
          </FieldGroup>
        ))}
        <Group justify="space-between" mt="sm">
          <Button variant="default" disabled={fieldsIn(filter) === 0} onClick={() => onChange(filter.text === undefined ? {} : { text: filter.text })}>
            {t('filter.clear')}
          </Button>
          <Button onClick={onClose}>{t('filter.done')}</Button>
        </Group>
      </Stack>
    </Drawer>
  )
}
