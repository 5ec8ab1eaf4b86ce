import { useEffect, useState } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { Absent } from '../shell/absent'
import { CHANNELS_PATH, isArrival } from './addresses'
import { useChannel, useDefaults } from './channels'
import { CodeDialog } from './code-dialog'
import { Editor } from './editor'

/** Settings of a chat that doesn't exist until they are saved. */
export function NewChannelPage() {
  const { t } = useTranslation()
  const defaults = useDefaults()
  if (!defaults.data) return <Absent title={t('channels.editor.new')} query={defaults} text={t('channels.missing')} back={{ to: CHANNELS_PATH, label: t('channels.back') }} />
  return <Editor initial={defaults.data} />
}

export function ChannelPage({ id }: { id: string }) {
  const { t } = useTranslation()
  const channel = useChannel(id)
  // Right after it was made, its code is what one needs next; a reload doesn't show it again.
  const [arriving, setArriving] = useState(() => isArrival(history.state))
  useEffect(() => {
    if (isArrival(history.state)) history.replaceState(null, '', location.href)
  }, [])

  if (!channel.data) return <Absent title={t('channels.tab')} query={channel} text={t('channels.missing')} back={{ to: CHANNELS_PATH, label: t('channels.back') }} />
  const gone = channel.error !== null && asApiError(channel.error).kind === 'not_found'
  return (
    <>
      <Editor initial={channel.data.settings} channel={channel.data} gone={gone} />
      <CodeDialog channel={channel.data} opened={arriving} onClose={() => setArriving(false)} />
    </>
  )
}
