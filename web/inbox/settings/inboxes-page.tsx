import { IconInbox } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import { useChannels } from '../channels/channels'
import { useTranslation } from '../lang/translation'
import { useVocabulary } from '../vocabulary/vocabulary'
import { DeleteWord } from './delete-word'
import { InboxForm } from './inbox-form'
import { useDialog } from './use-dialog'
import { useMoving } from './use-moving'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useDeleteInbox, useMoveInboxes } from './words'

/** What groups the chats, in the navigation's order. */
export function InboxesPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.inboxes
  const listed = useMemo(() => (all ?? []).map((box) => ({ ...box, key: box.id })), [all])
  const channels = useChannels().data
  const editing = useDialog<string>()
  const deleting = useDialog<Word>()
  const moving = useMoving(listed, useMoveInboxes())
  const addButton = useRef<HTMLButtonElement>(null)
  const edited = listed.find(({ id }) => id === editing.about)

  const chats = (ids: readonly string[]) => {
    const names = ids.flatMap((id) => channels?.find((channel) => channel.id === id)?.settings.name ?? [])
    if (ids.length === 0) return t('inboxes.noChannels')
    // Until the names are there, at least how many they are.
    return names.length === ids.length ? names.join(', ') : t('inboxes.chats', { count: ids.length })
  }
  const words = listed.map((box): Word => {
    const word = { id: box.id, name: box.name }
    return { ...word, details: chats(box.channels), onEdit: () => editing.open(box.id), onDelete: () => deleting.open(word) }
  })

  return (
    <>
      <WordList
        label={t('inboxes.title')}
        purpose={t('inboxes.purpose')}
        add={t('inboxes.add')}
        onAdd={() => editing.open()}
        addButton={addButton}
        words={words}
        empty={{ title: t('inboxes.empty'), icon: IconInbox }}
        {...moving}
      />
      <WordDialog dialog={editing} title={edited ? t('inboxes.edit', { name: edited.name }) : t('inboxes.new')}>
        <InboxForm inbox={edited} onDone={editing.close} />
      </WordDialog>
      <DeleteWord
        dialog={deleting}
        call={useDeleteInbox()}
        title={({ name }) => t('inboxes.delete', { name })}
        text={t('inboxes.deleteText')}
        then={addButton}
      />
    </>
  )
}
