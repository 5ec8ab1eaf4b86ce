import { useState } from 'react'
import type { Inbox } from '../api/types'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { useVocabulary } from '../vocabulary/vocabulary'
import { ChannelsField } from './channels-field'
import { NameField } from './name-field'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'
import { tidyName } from './word-draft'
import { useSaveInbox } from './words'

interface Props {
  /** Undefined for a new one. */
  inbox: Inbox | undefined
  onDone: () => void
}

export function InboxForm({ inbox, onDone }: Props) {
  const { t } = useTranslation()
  // Made once: a save whose answer was lost, tried again, makes no second inbox.
  const [id] = useState(() => inbox?.id ?? uuid())
  const form = useWordForm(inbox && { name: inbox.name, channels: inbox.channels }, { name: '', channels: [] }, useSaveInbox(), onDone)
  const { draft, change, problem } = form
  const inboxes = useVocabulary().data?.inboxes ?? []
  /** A chat stands in one inbox only. */
  const elsewhere = (channel: string) => {
    const name = inboxes.find((other) => other.id !== id && other.channels.includes(channel))?.name
    return name === undefined ? undefined : t('inboxes.present', { name })
  }
  return (
    <WordForm
      error={form.error}
      meanwhile={form.meanwhile}
      fields={['name', 'channels']}
      saving={form.saving}
      onSave={() => form.save({ id, draft: { ...draft, name: tidyName(draft.name) } })}
      onCancel={onDone}
    >
      <NameField value={draft.name} onChange={(name) => change({ name })} error={problem('name')} />
      <ChannelsField
        label={t('inboxes.channels')}
        hint={t('inboxes.channelsHint')}
        placeholder={t('inboxes.choose')}
        remark={elsewhere}
        value={draft.channels}
        onChange={(channels) => change({ channels })}
        error={problem('channels')}
      />
    </WordForm>
  )
}
