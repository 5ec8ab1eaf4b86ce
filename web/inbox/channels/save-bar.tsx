import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from '../shell/error-note'
import { ConflictNote } from './conflict-note'
import { useProblemText } from './fields'
import { GoneNote } from './gone-note'
import classes from './save-bar.module.css'
import { sectionOf } from './sections'
import type { Editing } from './use-editing'

/** Stays on screen below the settings: what hinders saving, and the button. */
export function SaveBar({ editing, isNew, gone }: { editing: Editing; isNew: boolean; gone: boolean }) {
  const { t } = useTranslation()
  const { dirty, saving, conflict } = editing
  return (
    <div className={classes.bar}>
      <div className={classes.notes}>
        {gone ? <GoneNote create={editing.createAnew} creating={saving} /> : conflict && <ConflictNote conflict={conflict} saving={saving} />}
        <Refusal editing={editing} gone={gone} />
      </div>
      <div className={classes.line}>
        <Text size="sm" c="dimmed" role="status">
          {dirty ? t('channels.editor.unsaved') : t('channels.editor.unchanged')}
        </Text>
        <Button type="submit" disabled={!dirty || gone || conflict !== undefined} loading={saving}>
          {isNew ? t('channels.editor.create') : t('channels.editor.save')}
        </Button>
      </div>
    </div>
  )
}

function Refusal({ editing: { error, conflict, save }, gone }: { editing: Editing; gone: boolean }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  // These two have notes of their own, once the chat was read again.
  if (!error || conflict || gone) return null
  const section = error.field === undefined ? undefined : sectionOf(error.field)
  if (section) {
    return <ErrorNote text={t('channels.editor.refused', { section: t(`channels.section.${section}`), problem: problemText(error.code) })} />
  }
  return <ErrorNote error={error} {...(error.passing && { retry: save })} />
}
