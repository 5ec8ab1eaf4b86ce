import type { ApiError } from '../api/error'
import { ConflictNote } from '../form/conflict-note'
import { GoneNote } from '../form/gone-note'
import { useProblemText } from '../form/problem-text'
import type { Conflict } from '../form/use-editing'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { REPLY_FIELDS, type ReplyField } from './reply-draft'
import { refusedField } from './word-draft'

interface Props {
  error: ApiError | undefined
  conflict: Conflict<ReplyField> | undefined
  /** Somebody has deleted it. */
  gone: boolean
  saving: boolean
  save: () => void
  createAnew: () => void
}

/** What hinders saving a canned reply. */
export function ReplySaveNotes({ error, conflict, gone, saving, save, createAnew }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  if (gone) return <GoneNote title={t('canned.gone')} text={t('canned.goneText')} action={t('canned.goneCreate')} create={createAnew} creating={saving} />
  if (conflict) {
    return (
      <ConflictNote
        conflict={conflict}
        title={t('canned.conflict')}
        nameOf={(field) => t(`canned.field.${field}`)}
        nowhere={t('canned.conflictNowhere')}
        saving={saving}
      />
    )
  }
  if (!error) return null
  const refused = refusedField(error)
  const field = REPLY_FIELDS.find((name) => name === refused)
  // A text that can't be filled says so beside itself, with what it is about.
  if (field) return error.code === 'placeholder_unknown' ? null : <ErrorNote text={t('form.refused', { part: t(`canned.field.${field}`), problem: problemText(error.code) })} />
  return <ErrorNote error={error} {...(error.passing && { retry: save })} />
}
