import { useTranslation } from '../lang/translation'
import { keepsPassword, MAX_PASSWORD } from './mail-draft'
import type { MailSectionProps } from './mail-sections'
import { SecretField } from './secret-field'

type Props = Pick<MailSectionProps, 'draft' | 'saved' | 'change'> & { error: string | undefined }

/** The mail server's password. */
export function PasswordField({ draft, saved, change, error }: Props) {
  const { t } = useTranslation()
  const mayStay = keepsPassword(saved, draft)
  return (
    <SecretField
      field="password"
      label={t('settings.mail.field.password')}
      value={draft.password}
      mayStay={mayStay}
      again={saved.hasPassword && !mayStay ? t('settings.mail.passwordAgain') : undefined}
      maxLength={MAX_PASSWORD}
      required
      onChange={(password) => change({ password })}
      error={error}
    />
  )
}
