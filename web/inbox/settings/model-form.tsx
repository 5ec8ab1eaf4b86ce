import { useTranslation } from '../lang/translation'
import { useModelTrial, useRemoveModel, useSaveModel } from './model'
import { differing, MODEL_FIELDS, type ModelSettings, modelSettingsOf, problemsOf, tidy, toSend } from './model-draft'
import { ModelSections } from './model-sections'
import { ModelStatus } from './model-status'
import { ModelTrialSection } from './model-trial'
import { TriedForm } from './tried-form'

interface Props {
  /** As the server has it now. */
  saved: ModelSettings
  onRemoved: () => void
}

export function ModelForm({ saved, onRemoved }: Props) {
  const { t } = useTranslation()
  const put = useSaveModel()
  const trial = useModelTrial()
  return (
    <TriedForm
      of="model"
      saved={saved}
      subject={{ tidy, differing, put: async (draft, version = 0) => modelSettingsOf(await put.mutateAsync(toSend(draft, saved, version))) }}
      fields={MODEL_FIELDS}
      nameOf={(field) => t(`settings.model.field.${field}`)}
      problemsOf={problemsOf}
      // Codes that other forms use for other things.
      wordOf={(field, code) => ((field === 'address' && code === 'address') || field === 'patience' ? `model_${field}` : code)}
      trial={trial}
      remove={useRemoveModel()}
      onRemoved={onRemoved}
    >
      {({ draft, change, problem, complete, dirty }) => (
        <>
          {saved.version > 0 && <ModelStatus saved={saved} />}
          <ModelSections draft={draft} saved={saved} change={change} problem={problem} />
          <ModelTrialSection
            trial={trial}
            unsaved={dirty || saved.version === 0}
            problem={problem('text')}
            onTry={(text) => complete() && trial.mutate({ draft: toSend(draft, saved), text })}
          />
        </>
      )}
    </TriedForm>
  )
}
