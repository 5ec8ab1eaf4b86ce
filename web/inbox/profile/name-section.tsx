import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import { FieldSection } from '../form/field-section'
import { useProblems } from '../form/problem-text'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { NamingRules } from '../settings/naming-rules'
import { ErrorNote } from '../shell/error-note'
import { agentNameProblem } from './password'
import { useSaveProfile } from './profile'
import classes from './profile.module.css'

/** The name that customers and colleagues see. */
export function NameSection() {
  const { t } = useTranslation()
  const me = useMe()
  const save = useSaveProfile()
  // Undefined: as it is saved, wherever that was.
  const [typed, setTyped] = useState<string>()
  const [missing, setMissing] = useState<ApiError>()
  const error = missing ?? (save.error ? asApiError(save.error) : undefined)
  const problem = useProblems(error)
  const dirty = typed !== undefined && typed.trim() !== me.name
  const guard = useLeaveGuard(dirty)

  return (
    <FieldSection id="profile-name" title={t('profile.name')}>
      <form
        noValidate
        className={classes.line}
        onSubmit={(event) => {
          event.preventDefault()
          if (!dirty || save.isPending) return
          const wrong = agentNameProblem(typed)
          setMissing(wrong && new ApiError('invalid', { field: 'name', code: wrong }))
          if (wrong) return
          save.mutate(
            { name: typed.trim() },
            {
              onSuccess: () => {
                // What was typed while it was saved stays, unsaved.
                setTyped((now) => (now === typed ? undefined : now))
                notifications.show({ withCloseButton: false, message: t('form.saved') })
              },
            },
          )
        }}
      >
        <TextInput
          aria-labelledby="profile-name"
          description={t('invitation.nameHint')}
          inputWrapperOrder={['input', 'description', 'error']}
          autoComplete="name"
          value={typed ?? me.name}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setMissing(undefined)
            if (save.error) save.reset()
          }}
          error={problem('name')}
        />
        <Button type="submit" disabled={!dirty} loading={save.isPending}>
          {t('form.save')}
        </Button>
      </form>
      <NamingRules list="agents" was={me.name} name={typed ?? me.name} />
      {error && error.field !== 'name' && <ErrorNote error={error} />}
      {guard.dialog}
    </FieldSection>
  )
}
