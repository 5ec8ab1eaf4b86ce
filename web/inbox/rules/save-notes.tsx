import type { ApiError } from '../api/error'
import { ConflictNote } from '../form/conflict-note'
import { GoneNote } from '../form/gone-note'
import type { Conflict } from '../form/use-editing'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import type { RulePart } from './draft'

interface Props {
  error: ApiError | undefined
  /** The field beside which the error is said. */
  said: string | undefined
  conflict: Conflict<RulePart> | undefined
  /** Somebody has deleted it. */
  gone: boolean
  saving: boolean
  save: () => void
  createAnew: () => void
}

/** What hinders saving a rule. */
export function RuleSaveNotes({ error, said, conflict, gone, saving, save, createAnew }: Props) {
  const { t } = useTranslation()
  if (gone) return <GoneNote title={t('rules.gone.title')} text={t('rules.gone.text')} action={t('rules.gone.create')} create={createAnew} creating={saving} />
  if (conflict) {
    return (
      <ConflictNote
        conflict={conflict}
        title={t('error.code.rule_changed')}
        nameOf={(part) => t(`rules.partName.${part}`)}
        nowhere={t('rules.conflictNowhere')}
        saving={saving}
      />
    )
  }
  if (!error) return null
  // Where it is beside its field, the field alone says what to do.
  if (said !== undefined) return <ErrorNote text={t('rules.fieldWrong')} />
  return <ErrorNote error={error} {...(error.passing && { retry: save })} />
}
