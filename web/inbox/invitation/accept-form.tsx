import { Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import type { OpenInvitation } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { focusField } from '../form/focus-field'
import { useProblems } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { NewPasswordField } from '../profile/new-password-field'
import { agentNameProblem, passwordProblem } from '../profile/password'
import { ErrorNote } from '../shell/error-note'
import { LanguageSwitch } from '../shell/language-switch'
import { useAccept } from './invitation'

/** What a link asks of who has it. */
export function AcceptForm({ token, invitation: { purpose, email } }: { token: string; invitation: OpenInvitation }) {
  const { t, i18n } = useTranslation()
  const joins = purpose === 'invitation'
  const accept = useAccept()
  const root = useRef<HTMLFormElement>(null)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState<ApiError>()
  const error = missing ?? (accept.error ? asApiError(accept.error) : undefined)
  const problem = useProblems(error)
  const placed = error?.field === 'name' || error?.field === 'password'
  useEffect(() => {
    if (error?.field !== undefined && root.current) focusField(root.current, error.field)
  }, [error])

  const submit = () => {
    const wrong: [string, string | undefined][] = [
      ['name', joins ? agentNameProblem(name) : undefined],
      ['password', passwordProblem(password)],
    ]
    const first = wrong.find(([, code]) => code !== undefined)
    setMissing(first && new ApiError('invalid', { field: first[0], code: first[1]! }))
    if (first || accept.isPending) return
    accept.mutate(
      { token, password, ...(joins && { name: name.trim(), locale: i18n.language === 'en' ? 'en' : 'pl' }) },
      // A fresh page: nothing of whoever was here before stays in memory, and the link leaves the history.
      { onSuccess: () => location.replace('/inbox/') },
    )
  }
  const forget = () => {
    setMissing(undefined)
    if (accept.error) accept.reset()
  }

  return (
    <form
      ref={root}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack>
        <TextInput label={t('login.email')} name="email" type="email" autoComplete="username" readOnly value={email} />
        {joins && (
          <TextInput
            label={t('profile.name')}
            description={t('invitation.nameHint')}
            name="name"
            data-field="name"
            autoComplete="name"
            autoFocus
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value)
              forget()
            }}
            error={problem('name')}
          />
        )}
        <NewPasswordField
          value={password}
          onChange={(typed) => {
            setPassword(typed)
            forget()
          }}
          error={problem('password')}
        />
        {joins && (
          <FieldGroup label={t('menu.language')}>
            <LanguageSwitch />
          </FieldGroup>
        )}
        {error && !placed && <ErrorNote error={error} {...(error.passing && { retry: submit })} />}
        <Button type="submit" loading={accept.isPending || accept.isSuccess} fullWidth>
          {joins ? t('invitation.create') : t('invitation.set')}
        </Button>
        {error?.kind === 'closed' && (
          <Anchor href="/inbox/" size="sm">
            {t('invitation.toLogin')}
          </Anchor>
        )}
      </Stack>
    </form>
  )
}
