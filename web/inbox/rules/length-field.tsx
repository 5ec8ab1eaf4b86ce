import { Group, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../lang/translation'
import { lengthOf, mostOf, splitLength, type Unit, UNITS } from './lasting'

interface Props {
  /** What the number is called for those who don't see where it stands. */
  label: string
  /** In seconds. */
  value: number
  max: number
  field?: string
  error?: string | undefined
  onChange: (seconds: number) => void
}

/** A length of time: a number and its unit. */
export function LengthField({ label, value, max, field, error, onChange }: Props) {
  const { t } = useTranslation()
  // The unit that was chosen stays for the length that was set here: 24 hours on the way to 245 don't become a day.
  const [own, setOwn] = useState<{ seconds: number; unit: Unit }>()
  const { count, unit } = own?.seconds === value ? { count: value / lengthOf(1, own.unit), unit: own.unit } : splitLength(value)
  const set = (number: number, of: Unit) => {
    const seconds = lengthOf(Math.min(Math.max(1, number), mostOf(of, max)), of)
    setOwn({ seconds, unit: of })
    onChange(seconds)
  }
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <NumberInput
        aria-label={label}
        data-field={field}
        size="xs"
        w={76}
        min={1}
        max={mostOf(unit, max)}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        value={count}
        onChange={(number) => typeof number === 'number' && set(number, unit)}
        error={error}
      />
      <Select
        aria-label={t('rules.unit')}
        size="xs"
        w={110}
        allowDeselect={false}
        data={UNITS.map((one) => ({ value: one, label: t(`rules.units.${one}`, { count }) }))}
        value={unit}
        onChange={(one) => one !== null && set(count, one as Unit)}
      />
    </Group>
  )
}
