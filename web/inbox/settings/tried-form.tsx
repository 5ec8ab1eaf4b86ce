import { notifications } from '@mantine/notifications'
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react'
import { asApiError } from '../api/error'
import { EditForm } from '../form/edit-form'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveNotes } from '../form/save-notes'
import { type Subject, useEditing, type Versioned } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { RemoveSection } from './remove-section'

/** What the sections of such a form are given. */
interface Sections<Draft> {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  /** What is wrong with a field of the draft or of the trial, in words. */
  problem: (field: string) => string | undefined
  /** Whether there is a point in asking the server; points out what is missing. */
  complete: () => boolean
  dirty: boolean
}

interface Props<Draft extends object, Saved extends Versioned<Draft>, Field extends string> extends ComponentProps<typeof RemoveSection> {
  /** As the server has it now; version 0: nothing is set. */
  saved: Saved
  subject: Omit<Subject<Draft, Saved, Field>, 'onSaved'>
  /** In the form's order. */
  fields: readonly Field[]
  nameOf: (field: Field) => string
  /** What is wrong before anybody is asked, by the server's codes. */
  problemsOf: (draft: Draft) => Partial<Record<Field, string>>
  /** The code by which a field's problem has words, where other forms use the server's for other things. */
  wordOf: (field: string, code: string) => string
  trial: { error: Error | null; reset: () => void }
  children: (form: Sections<Draft>) => ReactNode
}

/** Settings of a program elsewhere, which are tried before they are saved and removed when nobody wants them any more. */
export function TriedForm<Draft extends object, Saved extends Versioned<Draft>, Field extends string>({
  of,
  saved,
  subject,
  fields,
  nameOf,
  problemsOf,
  wordOf,
  trial,
  remove,
  onRemoved,
  children,
}: Props<Draft, Saved, Field>) {
  const { t } = useTranslation()
  const root = useRef<HTMLDivElement>(null)
  // What is missing is pointed out once it matters, not while it is typed for the first time.
  const [checked, setChecked] = useState(false)
  const editing = useEditing<Draft, Saved, Field>(saved.settings, saved, {
    ...subject,
    onSaved: () => {
      setChecked(false)
      notifications.show({ withCloseButton: false, message: t('form.saved') })
    },
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, conflict, error } = editing

  const found: Partial<Record<string, string>> = problemsOf(draft)
  const refusals = [error, trial.error ? asApiError(trial.error) : undefined].flatMap((refused) =>
    // A trial speaks of its draft's fields by their whole way.
    refused?.field === undefined ? [] : [{ field: refused.field.replace(/^draft\./, ''), code: refused.code }],
  )
  const problemText = useProblemText()
  const problem = (field: string) => {
    const code = (checked ? found[field] : undefined) ?? refusals.find((refusal) => refusal.field === field)?.code
    return code === undefined ? undefined : problemText(wordOf(field, code))
  }

  const refusedField = refusals[0]?.field
  useEffect(() => {
    if (refusedField !== undefined && root.current) focusField(root.current, refusedField)
    // A second refusal of the same field leads there again.
  }, [refusedField, error, trial.error])

  const complete = () => {
    const first = fields.find((field) => found[field] !== undefined)
    setChecked(first !== undefined)
    if (first !== undefined && root.current) focusField(root.current, first)
    return first === undefined
  }
  const change = (patch: Partial<Draft>) => {
    editing.change(patch)
    trial.reset()
  }

  return (
    <>
      <EditForm
        editing={editing}
        fields={root}
        complete={complete}
        label={t('form.save')}
        notes={
          <SaveNotes
            error={error}
            refusal={(refused) => {
              const field = fields.find((name) => name === refused.field)
              return field && t('form.refused', { part: nameOf(field), problem: problemText(wordOf(field, refused.code)) })
            }}
            conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
            title={t(`settings.${of}.conflict`)}
            nameOf={nameOf}
            nowhere={t(`settings.${of}.conflictNowhere`)}
            saving={editing.saving}
            save={editing.save}
          />
        }
      >
        {children({ draft, change, problem, complete, dirty: editing.dirty })}
        {saved.version > 0 && <RemoveSection of={of} remove={remove} onRemoved={onRemoved} />}
      </EditForm>
      {guard.dialog}
    </>
  )
}
