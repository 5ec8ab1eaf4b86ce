import type { ApiError } from '../api/error'
import { ConflictNote } from '../form/conflict-note'
import type { Conflict } from '../form/use-editing'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { MAIL_FIELDS, type MailField } from './mail-draft'
import { useMailProblemText } from './mail-problem'

interface Props {
  error: ApiError | undefined
  conflict: Conflict<MailField> | undefined
  saving: boolean
  save: () => void
}

/** What hinders saving the mail server. */
export function MailSaveNotes({ error, conflict, saving, save }: Props) {
  const { t } = useTranslation()
  const problemText = useMailProblemText()
  if (conflict) {
    return (
      <ConflictNote
        conflict={conflict}
        title={t('settings.mail.conflict')}
        nameOf={(field) => t(`settings.mail.field.${field}`)}
        nowhere={t('settings.mail.conflictNowhere')}
        saving={saving}
      />
    )
  }
  if (!error) return null
  const field = MAIL_FIELDS.find((name) => name === error.field)
  if (field) return <ErrorNote text={t('form.refused', { part: t(`settings.mail.field.${field}`), problem: problemText(field, error.code) })} />
  return <ErrorNote error={error} {...(error.passing && { retry: save })} />
}
