import { IconTags } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from '../lang/translation'
import { useVocabulary } from '../vocabulary/vocabulary'
import { DeleteWord } from './delete-word'
import { NameForm } from './name-form'
import { NamingRules } from './naming-rules'
import { type Dialog, useDialog } from './use-dialog'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useCreateTag, useDeleteTag, useRenameTag } from './words'

/** The words that agents put on tickets. */
export function TagsPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.tags ?? []
  const editing = useDialog<{ id: string; name: string }>()
  const deleting = useDialog<Word>()
  const addButton = useRef<HTMLButtonElement>(null)
  const words = all
    .filter(({ deleted }) => !deleted)
    .map(({ id, name }): Word => {
      const word = { id, name }
      return { ...word, onEdit: () => editing.open(word), onDelete: () => deleting.open(word) }
    })

  return (
    <>
      <WordList
        label={t('settings.tags.tab')}
        purpose={t('settings.tags.purpose')}
        add={t('settings.tags.add')}
        onAdd={() => editing.open()}
        addButton={addButton}
        words={words}
        empty={{ title: t('settings.tags.empty'), icon: IconTags }}
      />
      <WordDialog dialog={editing} title={editing.about ? t('settings.tags.edit', { name: editing.about.name }) : t('settings.tags.new')}>
        <TagForm dialog={editing} />
      </WordDialog>
      <DeleteWord list="tags" dialog={deleting} call={useDeleteTag()} title={({ name }) => t('settings.tags.delete', { name })} then={addButton} />
    </>
  )
}

function TagForm({ dialog: { about, close } }: { dialog: Dialog<{ id: string; name: string }> }) {
  const create = useCreateTag()
  const rename = useRenameTag()
  const now = useVocabulary().data?.tags.find(({ id }) => id === about?.id)
  return (
    <NameForm
      name={now?.name ?? about?.name ?? ''}
      call={about ? { isPending: rename.isPending, mutate: (name, then) => rename.mutate({ id: about.id, name }, then) } : create}
      onDone={close}
      note={(name) => <NamingRules list="tags" was={about?.name ?? ''} name={name} />}
    />
  )
}
