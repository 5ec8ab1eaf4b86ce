import { Anchor, Center, Loader, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { PageTitle } from '../shell/page-title'
import { CHANNELS_PATH, isArrival } from './addresses'
import { useChannel, useDefaults } from './channels'
import { CodeDialog } from './code-dialog'
import { Editor } from './editor'

/** Settings of a chat that doesn't exist until they are saved. */
export function NewChannelPage() {
  const { t } = useTranslation()
  const defaults = useDefaults()
  if (!defaults.data) return <Absent title={t('channels.editor.new')} query={defaults} />
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

  if (!channel.data) return <Absent title={t('channels.tab')} query={channel} />
  const gone = channel.error !== null && asApiError(channel.error).kind === 'not_found'
  return (
    <>
      <Editor initial={channel.data.settings} channel={channel.data} gone={gone} />
      <CodeDialog channel={channel.data} opened={arriving} onClose={() => setArriving(false)} />
    </>
  )
}

interface Query {
  error: Error | null
  isFetching: boolean
  refetch: () => unknown
}

function Absent({ title, query }: { title: string; query: Query }) {
  const { t } = useTranslation()
  const error = query.error ? asApiError(query.error) : undefined
  return (
    <Center h="100%" p="md">
      <PageTitle text={title} />
      {!error ? (
        <Loader aria-label={t('loading')} />
      ) : error.kind === 'not_found' || error.kind === 'invalid' ? (
        <Stack align="center">
          <ErrorNote text={t('channels.missing')} />
          <Anchor component={Link} href={CHANNELS_PATH}>
            {t('channels.back')}
          </Anchor>
        </Stack>
      ) : (
        <ErrorNote error={error} retry={() => void query.refetch()} retrying={query.isFetching} />
      )}
    </Center>
  )
}
