import { Textarea } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { lengthOf, MAX_WELCOME } from './draft'

interface Props {
  label: string
  hint?: string
  field: string
  value: string
  onChange: (text: string) => void
  error: string | undefined
}

/** A text of several lines that counts its characters; too long a one isn't cut. */
export function TextField({ label, hint, field, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const left = MAX_WELCOME - lengthOf(value)
  const counter = left >= 0 ? t('composer.left', { count: left }) : undefined
  return (
    <Textarea
      label={label}
      description={[hint, counter && `${counter}.`].filter(Boolean).join(' ')}
      data-field={field}
      autosize
      minRows={2}
      maxRows={8}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={left < 0 ? t('composer.tooLong', { count: -left }) : error}
    />
  )
}
