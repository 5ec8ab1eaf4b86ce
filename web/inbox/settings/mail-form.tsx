import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import { asApiError } from '../api/error'
import { EditForm } from '../form/edit-form'
import { focusField } from '../form/focus-field'
import { useEditing } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { useMailTrial, useSaveMail } from './mail'
import { differing, MAIL_FIELDS, type MailDraft, type MailField, type MailSettings, mailSettingsOf, problemsOf, tidy, toSend } from './mail-draft'
import { useMailProblemText } from './mail-problem'
import { MailSections } from './mail-sections'
import { RemoveSection } from './remove-section'
import { MailSaveNotes } from './save-notes'
import { TrialSection } from './trial-section'

interface Props {
  /** As the server has it now. */
  saved: MailSettings
  onRemoved: () => void
}

export function MailForm({ saved, onRemoved }: Props) {
  const { t } = useTranslation()
  const fields = useRef<HTMLDivElement>(null)
  // What is missing is pointed out once it matters, not while it is typed for the first time.
  const [checked, setChecked] = useState(false)
  const put = useSaveMail()
  const trial = useMailTrial()
  const editing = useEditing(saved.settings, saved, {
    tidy,
    differing,
    put: async (draft, version = 0) => mailSettingsOf(await put.mutateAsync(toSend(draft, version))),
    onSaved: () => {
      setChecked(false)
      notifications.show({ withCloseButton: false, message: t('form.saved') })
    },
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, conflict } = editing

  const found = problemsOf(draft, saved)
  const refusals = [editing.error, trial.error ? asApiError(trial.error) : undefined].flatMap((error) =>
    // A trial speaks of its draft's fields by their whole way.
    error?.field === undefined ? [] : [{ field: error.field.replace(/^draft\./, ''), code: error.code }],
  )
  const problemText = useMailProblemText()
  const problem = (field: MailField | 'to') => {
    const code = (checked && field !== 'to' ? found[field] : undefined) ?? refusals.find((refusal) => refusal.field === field)?.code
    return code === undefined ? undefined : problemText(field, code)
  }

  const refusedField = refusals[0]?.field
  useEffect(() => {
    if (refusedField !== undefined && fields.current) focusField(fields.current, refusedField)
    // A second refusal of the same field leads there again.
  }, [refusedField, editing.error, trial.error])

  /** Whether there is a point in asking the server. */
  const complete = () => {
    const first = MAIL_FIELDS.find((field) => found[field] !== undefined)
    setChecked(first !== undefined)
    if (first !== undefined && fields.current) focusField(fields.current, first)
    return first === undefined
  }
  const change = (patch: Partial<MailDraft>) => {
    editing.change(patch)
    trial.reset()
  }

  return (
    <>
      <EditForm
        editing={editing}
        fields={fields}
        complete={complete}
        label={t('form.save')}
        notes={
          <MailSaveNotes
            error={editing.error}
            conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
            saving={editing.saving}
            save={editing.save}
          />
        }
      >
        <MailSections draft={draft} saved={saved} change={change} problem={problem} />
        <TrialSection
          trial={trial}
          unsaved={editing.dirty}
          problem={problem('to')}
          onTry={(to) => complete() && trial.mutate({ draft: toSend(draft, saved.version), to })}
        />
        {saved.version > 0 && <RemoveSection onRemoved={onRemoved} />}
      </EditForm>
      {guard.dialog}
    </>
  )
}
