import { TextInput } from '@mantine/core'
import { useTranslation } from '../lang/translation'

interface Props {
  value: string
  onChange: (name: string) => void
  error: string | undefined
}

/** A word's name. Too long a one is told of, not cut. */
export function NameField({ value, onChange, error }: Props) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('settings.word.name')}
      data-field="name"
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  )
}
