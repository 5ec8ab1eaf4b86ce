import { Button, PasswordInput, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import { FieldSection } from '../form/field-section'
import { focusField } from '../form/focus-field'
import { useProblems } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { NewPasswordField } from './new-password-field'
import { MAX_PASSWORD, passwordProblem } from './password'
import { useChangePassword } from './profile'
import classes from './profile.module.css'

const EMPTY = { current: '', password: '' }

export function PasswordSection() {
  const { t } = useTranslation()
  const me = useMe()
  const root = useRef<HTMLFormElement>(null)
  const call = useChangePassword()
  const [draft, setDraft] = useState(EMPTY)
  const [missing, setMissing] = useState<ApiError>()
  const error = missing ?? (call.error ? asApiError(call.error) : undefined)
  const problem = useProblems(error)
  const placed = error?.field === 'current' || error?.field === 'password'
  useEffect(() => {
    if (error?.field !== undefined && root.current) focusField(root.current, error.field)
  }, [error])
  const change = (patch: Partial<typeof draft>) => {
    setDraft((before) => ({ ...before, ...patch }))
    setMissing(undefined)
    if (call.error) call.reset()
  }

  return (
    <FieldSection id="profile-password" title={t('profile.password')}>
      <Text size="sm" c="dimmed">
        {t('profile.passwordText')}
      </Text>
      <form
        ref={root}
        noValidate
        className={classes.password}
        onSubmit={(event) => {
          event.preventDefault()
          if (call.isPending) return
          const wrong = draft.current === '' ? (['current', 'empty'] as const) : (['password', passwordProblem(draft.password)] as const)
          setMissing(wrong[1] && new ApiError('invalid', { field: wrong[0], code: wrong[1] }))
          if (wrong[1]) return
          call.mutate(draft, {
            onSuccess: () => {
              setDraft(EMPTY)
              notifications.show({ withCloseButton: false, message: t('profile.passwordChanged') })
            },
          })
        }}
      >
        {/* By which password managers know whose it is. */}
        <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
        <PasswordInput
          label={t('profile.current')}
          data-field="current"
          autoComplete="current-password"
          maxLength={MAX_PASSWORD}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword'), tabIndex: 0 }}
          value={draft.current}
          onChange={(event) => change({ current: event.currentTarget.value })}
          error={problem('current')}
        />
        <NewPasswordField value={draft.password} onChange={(password) => change({ password })} error={problem('password')} />
        <div>
          <Button type="submit" variant="default" disabled={draft.current === '' && draft.password === ''} loading={call.isPending}>
            {t('profile.passwordChange')}
          </Button>
        </div>
      </form>
      {error && !placed && <ErrorNote error={error} />}
    </FieldSection>
  )
}
