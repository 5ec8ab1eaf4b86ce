import { NumberInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import { EditForm } from '../form/edit-form'
import { FieldSection } from '../form/field-section'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveNotes } from '../form/save-notes'
import { useEditing, type Versioned } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { useSaveGeneral } from './general'
import { differing, type GeneralDraft, generalSettingsOf, hoursProblem, MAX_ANSWER_HOURS, MIN_ANSWER_HOURS } from './general-draft'

export function GeneralForm({ saved }: { saved: Versioned<GeneralDraft> }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const fields = useRef<HTMLDivElement>(null)
  const [checked, setChecked] = useState(false)
  const put = useSaveGeneral()
  const editing = useEditing(saved.settings, saved, {
    tidy: (draft) => draft,
    differing,
    put: async ({ answerHours }, version = 0) => generalSettingsOf(await put.mutateAsync({ version, answerHours: Number(answerHours) })),
    onSaved: () => {
      setChecked(false)
      notifications.show({ withCloseButton: false, message: t('form.saved') })
    },
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, conflict, error } = editing
  const problem = (checked ? hoursProblem(draft.answerHours) : undefined) ?? (error?.field === 'answerHours' ? error.code : undefined)

  /** Whether there is a point in asking the server. */
  const complete = () => {
    const wrong = hoursProblem(draft.answerHours) !== undefined
    setChecked(wrong)
    if (wrong && fields.current) focusField(fields.current, 'answerHours')
    return !wrong
  }

  return (
    <>
      <EditForm
        editing={editing}
        fields={fields}
        complete={complete}
        label={t('form.save')}
        notes={
          <SaveNotes
            error={error}
            refusal={() => (problem === undefined ? undefined : null)}
            conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
            title={t('general.conflict')}
            nameOf={() => t('general.hours')}
            nowhere={t('general.conflictNowhere')}
            saving={editing.saving}
            save={editing.save}
          />
        }
      >
        <FieldSection id="general-answer" title={t('general.answer')}>
          <NumberInput
            label={t('general.hours')}
            description={t('general.hoursHint')}
            data-field="answerHours"
            maw={360}
            min={MIN_ANSWER_HOURS}
            max={MAX_ANSWER_HOURS}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            value={draft.answerHours}
            onChange={(answerHours) => editing.change({ answerHours })}
            error={problem && problemText(problem)}
          />
        </FieldSection>
      </EditForm>
      {guard.dialog}
    </>
  )
}
