import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../lang/translation'
import { keepsPassword, MAX_PASSWORD } from './mail-draft'
import classes from './mail-form.module.css'
import type { MailSectionProps } from './mail-sections'

type Props = Pick<MailSectionProps, 'draft' | 'saved' | 'change'> & { error: string | undefined }

/** A saved password is never shown: it stays, or another one is typed. */
export function PasswordField({ draft, saved, change, error }: Props) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    if (asked > 0) field.current?.focus()
  }, [asked])

  const mayStay = keepsPassword(saved, draft)
  const label = t('settings.mail.field.password')
  if (mayStay && draft.password === undefined) {
    return (
      <div className={classes.password}>
        <TextInput label={label} data-field="password" readOnly placeholder={t('settings.mail.passwordSaved')} value="" error={error} />
        <Button
          variant="default"
          onClick={() => {
            change({ password: '' })
            setAsked((before) => before + 1)
          }}
        >
          {t('settings.mail.passwordChange')}
        </Button>
      </div>
    )
  }
  return (
    <div className={classes.password}>
      <PasswordInput
        ref={field}
        label={label}
        description={saved.hasPassword && !mayStay ? t('settings.mail.passwordAgain') : undefined}
        data-field="password"
        autoComplete="new-password"
        maxLength={MAX_PASSWORD}
        required
        visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword'), tabIndex: 0 }}
        value={draft.password ?? ''}
        onChange={(event) => change({ password: event.currentTarget.value })}
        error={error}
      />
      {mayStay && (
        <Button variant="default" onClick={() => change({ password: undefined })}>
          {t('settings.mail.passwordKeep')}
        </Button>
      )}
    </div>
  )
}
