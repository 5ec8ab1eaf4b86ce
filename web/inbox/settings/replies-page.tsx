import { IconMessageBolt } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { CannedReply } from '../api/types'
import { useChannels } from '../channels/channels'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { NEW_REPLY_PATH, REPLIES_PATH, replyPath } from './addresses'
import { DeleteWord } from './delete-word'
import { useDeleteReply, useReplies, useSaveReply } from './replies'
import { ReplyPage } from './reply-page'
import { useDialog } from './use-dialog'
import { type Word, WordList } from './word-list'

/** The answers that agents find by "/": all of them, or one being edited. */
export function RepliesPage() {
  const id = useLocation()[0].slice(REPLIES_PATH.length + 1).replace(/\/$/, '')
  if (id === '') return <RepliesList />
  return <ReplyPage id={replyPath(id) === NEW_REPLY_PATH ? undefined : id} />
}

function RepliesList() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const complain = useComplaint()
  const replies = useReplies()
  const channels = useChannels().data
  const save = useSaveReply()
  const deleting = useDialog<Word>()
  const addButton = useRef<HTMLButtonElement>(null)
  const [said, setSaid] = useState('')

  const listed = replies.data ?? []
  const chats = (ids: readonly string[]) =>
    ids.length === 0
      ? t('canned.channelsAll')
      : channels && ids.map((id) => channels.find((channel) => channel.id === id)?.settings.name ?? t('canned.channelGone')).join(', ')
  const words = listed.map(({ id, settings: { name, body, channels: ids } }: CannedReply): Word => {
    const word = { id, name }
    return {
      ...word,
      details: [chats(ids), beginning(body)].filter(Boolean).join(' · '),
      onEdit: () => navigate(replyPath(id)),
      onDelete: () => deleting.open(word),
    }
  })

  return (
    <>
      <WordList
        label={t('canned.tab')}
        purpose={t('canned.purpose')}
        add={t('canned.add')}
        onAdd={() => navigate(NEW_REPLY_PATH)}
        addButton={addButton}
        words={words}
        empty={{ title: t('canned.empty'), text: t('canned.emptyText'), icon: IconMessageBolt }}
        source={replies}
        said={said}
        onMove={({ id, name }, steps) => {
          const at = listed.findIndex((reply) => reply.id === id)
          const place = at + 1 + steps
          // From what the list shows while another move is under way a wrong place would be reckoned.
          if (save.isPending || at < 0 || place < 1 || place > listed.length) return
          const { version, settings } = listed[at]!
          save.mutate(
            { id, version, settings, place },
            { onSuccess: () => setSaid(t('settings.word.place', { name, place, total: listed.length })), onError: complain },
          )
        }}
      />
      <DeleteWord
        dialog={deleting}
        call={useDeleteReply()}
        title={({ name }) => t('canned.delete', { name })}
        text={t('canned.deleteText')}
        then={addButton}
      />
    </>
  )
}

/** As much of a text as a line shows. */
function beginning(body: string): string {
  const line = [...body.trim().replace(/\s+/g, ' ')]
  return line.length <= 90 ? line.join('') : `${line.slice(0, 89).join('')}…`
}
