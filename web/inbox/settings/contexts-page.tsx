import { useRef, useState } from 'react'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { useContextName, useVocabulary } from '../vocabulary/vocabulary'
import { DeleteWord } from './delete-word'
import { NameForm } from './name-form'
import { type Dialog, useDialog } from './use-dialog'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useDeleteContext, useSaveContext } from './words'

/** What customers can write about. */
export function ContextsPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.contexts ?? []
  const editing = useDialog<{ id: string; name: string }>()
  const deleting = useDialog<Word>()
  const contextName = useContextName()
  const addButton = useRef<HTMLButtonElement>(null)
  const words = all
    .filter(({ deleted }) => !deleted)
    .map(({ key, name, builtin }): Word => {
      if (builtin) return { id: key, name: contextName(key), builtin }
      const word = { id: key, name }
      return { ...word, onEdit: () => editing.open(word), onDelete: () => deleting.open(word) }
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
        <ContextForm dialog={editing} />
      </WordDialog>
      <DeleteWord dialog={deleting} call={useDeleteContext()} title={({ name }) => t('settings.contexts.delete', { name })} then={addButton} />
    </>
  )
}

function ContextForm({ dialog: { about, close } }: { dialog: Dialog<{ id: string; name: string }> }) {
  // Made once: a save whose answer was lost, tried again, makes no second context.
  const [key] = useState(() => about?.id ?? uuid())
  const save = useSaveContext()
  return (
    <NameForm
      name={about?.name ?? ''}
      call={{ isPending: save.isPending, mutate: (name, then) => save.mutate({ key, name }, then) }}
      onDone={close}
    />
  )
}
