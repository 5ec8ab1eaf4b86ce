import { SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import type { InvitationLink, Locale } from '../api/types'
import { uuid } from '../api/uuid'
import { FieldGroup } from '../form/field-group'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { WordForm } from '../settings/word-dialog'
import { useMe } from '../session/me'
import { LANGUAGES } from '../shell/language-switch'
import { type Access, AccessFields } from './access-fields'
import { useInvite } from './people'

interface Props {
  onLink: (link: InvitationLink) => void
  onCancel: () => void
}

export function InviteForm({ onLink, onCancel }: Props) {
  const { t } = useTranslation()
  const text = useProblemText()
  const me = useMe()
  const invite = useInvite()
  // Made once: an invitation whose answer was lost, tried again, is the same one.
  const [id] = useState(uuid)
  const [email, setEmail] = useState('')
  const [locale, setLocale] = useState<Locale>(me.locale)
  const [access, setAccess] = useState<Access>({ role: 'agent', channels: [], teams: [] })
  const [missing, setMissing] = useState<ApiError>()
  const error = missing ?? (invite.error ? asApiError(invite.error) : undefined)
  const problem = (field: string) => (error?.field === field ? text(error.code) : undefined)
  const forget = () => {
    setMissing(undefined)
    invite.reset()
  }

  return (
    <WordForm
      error={error}
      fields={['email', 'role', 'channels', 'teams']}
      saving={invite.isPending}
      submit={t('people.send')}
      onSave={() => {
        forget()
        if (email.trim() === '') setMissing(new ApiError('invalid', { code: 'email', field: 'email' }))
        else invite.mutate({ id, email: email.trim(), locale, ...access }, { onSuccess: onLink })
      }}
      onCancel={onCancel}
    >
      <TextInput
        label={t('people.email')}
        data-field="email"
        data-autofocus
        type="email"
        autoComplete="off"
        maxLength={254}
        value={email}
        onChange={(event) => {
          setEmail(event.currentTarget.value)
          forget()
        }}
        error={problem('email')}
      />
      <AccessFields
        access={access}
        change={(patch) => {
          setAccess((before) => ({ ...before, ...patch }))
          forget()
        }}
        problem={problem}
      />
      <FieldGroup label={t('people.mailLanguage')} role="radiogroup">
        <SegmentedControl value={locale} onChange={(value) => setLocale(value === 'en' ? 'en' : 'pl')} data={[...LANGUAGES]} />
      </FieldGroup>
    </WordForm>
  )
}
