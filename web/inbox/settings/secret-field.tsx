import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../lang/translation'
import classes from './server-form.module.css'

interface Props {
  /** The field's name in the form and in the server's refusals. */
  field: string
  label: string
  hint?: string | undefined
  /** Undefined: the saved one. */
  value: string | undefined
  /** Whether there is a saved one that may stay. */
  mayStay: boolean
  /** Shown where a saved one may not. */
  again: string | undefined
  maxLength: number
  required: boolean
  onChange: (value: string | undefined) => void
  error: string | undefined
}

/** A saved secret is never shown: it stays, or another one is typed. */
export function SecretField({ field, label, hint, value, mayStay, again, maxLength, required, onChange, error }: Props) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    if (asked > 0) input.current?.focus()
  }, [asked])

  if (mayStay && value === undefined) {
    return (
      <div className={classes.password}>
        <TextInput label={label} data-field={field} readOnly placeholder={t('form.secret.saved')} value="" error={error} />
        <Button
          variant="default"
          onClick={() => {
            onChange('')
            setAsked((before) => before + 1)
          }}
        >
          {t('form.secret.change')}
        </Button>
      </div>
    )
  }
  return (
    <div className={classes.password}>
      <PasswordInput
        ref={input}
        label={label}
        description={again ?? hint}
        data-field={field}
        autoComplete="new-password"
        maxLength={maxLength}
        required={required}
        visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword'), tabIndex: 0 }}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
      {mayStay && (
        <Button variant="default" onClick={() => onChange(undefined)}>
          {t('form.secret.keep')}
        </Button>
      )}
    </div>
  )
}
