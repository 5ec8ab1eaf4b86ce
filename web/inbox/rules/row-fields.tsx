import { Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { clockOf, minutesOf } from '../channels/clock'
import { TimeField } from '../channels/time-field'
import { useTranslation } from '../lang/translation'
import { UNITS } from './lasting'
import { type PartKind, type Row, shapeOf, withOperator } from './parts'
import classes from './condition.module.css'
import { useWordText } from './words'

/** Of these, nothing can be meant: a ticket that nobody has. */
const MAY_BE_NOTHING: ReadonlySet<string> = new Set(['agent', 'team', 'sentiment', 'context', 'language'])
const LAST_MINUTE = 24 * 60 - 1
/** What conditions may hold, as the server takes it. A field that is only passed through changes nothing: nothing is clamped on leaving it. */
const AMOUNT = { min: 0, clampBehavior: 'none', decimalScale: 4, allowNegative: false } as const

interface Props {
  kinds: readonly PartKind[]
  row: Row
  onChange: (row: Row) => void
  /** It lacks something, and that matters now. */
  error: string | undefined
  /** A dialog around it begins at the value. */
  first?: boolean
}

/** What is said of a ready condition's thing, and the values that go with it. */
export function RowFields({ kinds, row, onChange, error, first = false }: Props) {
  const { t } = useTranslation()
  const kind = kinds.find((one) => one.kind === row.kind)
  const name = usePartName()(row.kind)
  return (
    <>
      <Select
        aria-label={t('rules.rows.operator', { name })}
        size="sm"
        allowDeselect={false}
        data={(kind?.operators ?? []).map(({ operator }) => ({ value: operator, label: t(`rules.operator.${operator as 'is'}`, { defaultValue: operator }) }))}
        value={row.operator}
        onChange={(operator) => operator !== null && onChange(withOperator(kinds, row, operator))}
      />
      <div className={classes.values}>
        <Values kinds={kinds} row={row} name={name} {...(kind && { kind })} onChange={(values) => onChange({ ...row, values })} error={error} first={first} />
      </div>
    </>
  )
}

/** What a ready condition is called. */
export function usePartName(): (kind: string) => string {
  const { t } = useTranslation()
  return (kind) => t(`rules.part.${kind as 'channel'}`, { defaultValue: kind })
}

interface ValuesProps extends Omit<Props, 'onChange'> {
  name: string
  kind?: PartKind
  onChange: (values: string[]) => void
}

function Values({ kinds, row, name, kind, onChange, error, first }: ValuesProps) {
  const { t } = useTranslation()
  const wordText = useWordText()
  const { values } = row
  const label = t('rules.rows.value', { name })
  const words = kind?.words
  const start = first ? { 'data-autofocus': true } : {}
  const options = () => {
    const all = words?.map((word) => ({ value: word.word, label: wordText(kind?.name ?? row.kind, word) })) ?? []
    if (MAY_BE_NOTHING.has(row.kind) && !all.some(({ value }) => value === '')) all.push({ value: '', label: t('rules.word.nothing') })
    // What was deleted stays until something else is chosen; the check says so.
    for (const value of values) if (!all.some((option) => option.value === value)) all.push({ value, label: value === '' ? t('rules.word.nothing') : value })
    return all
  }
  switch (shapeOf(kinds, row)) {
    case 'one':
      return words ? (
        <Select
          aria-label={label}
          {...start}
          placeholder={t('rules.action.choose')}
          searchable={words.length > 8}
          allowDeselect={false}
          data={options()}
          value={values[0] ?? null}
          onChange={(value) => value !== null && onChange([value])}
          nothingFoundMessage={t('property.nothing')}
          error={error}
        />
      ) : (
        <TextInput aria-label={label} {...start} maxLength={200} value={values[0] ?? ''} onChange={({ currentTarget }) => onChange([currentTarget.value])} error={error} />
      )
    case 'many':
      return words ? (
        <MultiSelect
          aria-label={label}
          {...start}
          {...(values.length === 0 && { placeholder: t('rules.action.choose') })}
          searchable
          hidePickedOptions
          data={options()}
          value={values}
          onChange={onChange}
          nothingFoundMessage={t('property.nothing')}
          error={error}
        />
      ) : (
        <TagsInput
          aria-label={label}
          {...start}
          {...(values.length === 0 && { placeholder: t('rules.rows.many') })}
          acceptValueOnBlur
          splitChars={[',', ';']}
          maxTags={50}
          value={values}
          onChange={onChange}
          error={error}
        />
      )
    case 'number':
      return (
        <NumberInput
          aria-label={label}
          {...start}
          maw={160}
          {...AMOUNT}
          value={values[0] === undefined || values[0] === '' ? '' : Number(values[0])}
          onChange={(value) => onChange(value === '' ? [] : [String(value)])}
          error={error}
        />
      )
    case 'duration': {
      const [count = '', unit = 'hours'] = values
      return (
        <Group gap={6} wrap="nowrap">
          <NumberInput
            aria-label={label}
            {...start}
            w={90}
            {...AMOUNT}
            value={count === '' ? '' : Number(count)}
            onChange={(value) => onChange([String(value), unit])}
            error={error}
          />
          <Select
            aria-label={t('rules.unit')}
            w={120}
            allowDeselect={false}
            data={UNITS.map((one) => ({ value: one, label: t(`rules.units.${one}`, { count: Number(count) }) }))}
            value={unit}
            onChange={(one) => one !== null && onChange([count, one])}
          />
        </Group>
      )
    }
    case 'times':
      return (
        <Group gap={8} wrap="nowrap">
          {[0, 1].map((at) => (
            <TimeField
              key={at}
              label={`${name}, ${at === 0 ? t('filter.from') : t('filter.to')}`}
              value={minutesOf(values[at] ?? '') ?? 0}
              max={LAST_MINUTE}
              onChange={(minutes) => onChange([0, 1].map((other) => (other === at ? clockOf(minutes) : (values[other] ?? '00:00'))))}
            />
          ))}
        </Group>
      )
    default:
      return null
  }
}
