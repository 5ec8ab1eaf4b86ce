import { PasswordInput } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { MIN_PASSWORD } from './password'

interface Props {
  value: string
  onChange: (password: string) => void
  error: string | undefined
}

/** A password being chosen: typed once, and shown on demand. */
export function NewPasswordField({ value, onChange, error }: Props) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('invitation.password')}
      description={t('invitation.passwordHint', { count: MIN_PASSWORD })}
      name="password"
      data-field="password"
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword'), tabIndex: 0 }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  )
}
