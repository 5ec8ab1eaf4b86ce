import { useRef } from 'react'
import type { Context } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useContextName, useVocabulary } from '../vocabulary/vocabulary'
import { ContextForm } from './context-form'
import { DeleteWord } from './delete-word'
import { useDialog } from './use-dialog'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useDeleteContext } from './words'

/** What customers can write about. */
export function ContextsPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.contexts ?? []
  const editing = useDialog<Context>()
  const deleting = useDialog<Word>()
  const contextName = useContextName()
  const addButton = useRef<HTMLButtonElement>(null)
  const words = all
    .filter(({ deleted }) => !deleted)
    .map((context): Word => {
      const { key, name, builtin } = context
      if (builtin) return { id: key, name: contextName(key), builtin }
      const word = { id: key, name }
      return { ...word, onEdit: () => editing.open(context), onDelete: () => deleting.open(word) }
    })

  return (
    <>
      <WordList
        label={t('settings.contexts.tab')}
        purpose={t('settings.contexts.purpose')}
        add={t('settings.contexts.add')}
        onAdd={() => editing.open()}
        addButton={addButton}
        words={words}
      />
      <WordDialog dialog={editing} title={editing.about ? t('settings.contexts.edit', { name: editing.about.name }) : t('settings.contexts.new')}>
        <ContextForm context={all.find(({ key }) => key === editing.about?.key) ?? editing.about} onDone={editing.close} />
      </WordDialog>
      <DeleteWord list="contexts" dialog={deleting} call={useDeleteContext()} title={({ name }) => t('settings.contexts.delete', { name })} then={addButton} />
    </>
  )
}
