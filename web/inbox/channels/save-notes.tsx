import { ConflictNote } from '../form/conflict-note'
import { GoneNote } from '../form/gone-note'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { sectionOf } from './sections'
import type { ChannelEditing } from './use-editing'

/** What hinders saving a chat. */
export function SaveNotes({ editing, gone }: { editing: ChannelEditing; gone: boolean }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { error, conflict, saving } = editing
  if (gone) {
    return (
      <GoneNote
        title={t('channels.gone.title')}
        text={t('channels.gone.text')}
        action={t('channels.gone.create')}
        create={editing.createAnew}
        creating={saving}
      />
    )
  }
  if (conflict) {
    return (
      <ConflictNote
        conflict={conflict}
        title={t('channels.conflict.title')}
        nameOf={(section) => t(`channels.section.${section}`)}
        nowhere={t('channels.conflict.nowhere')}
        saving={saving}
      />
    )
  }
  if (!error) return null
  const section = error.field === undefined ? undefined : sectionOf(error.field)
  if (section) {
    return <ErrorNote text={t('form.refused', { part: t(`channels.section.${section}`), problem: problemText(error.code) })} />
  }
  return <ErrorNote error={error} {...(error.passing && { retry: editing.save })} />
}
