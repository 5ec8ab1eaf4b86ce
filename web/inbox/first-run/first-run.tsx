import { Button, Stack, Text, Title } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { CHANNELS_PATH } from '../channels/addresses'
import { useChannels } from '../channels/channels'
import { useReadableChannels } from '../channels/readable-channels'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { FirstSteps } from './first-steps'

export interface FirstRunProps {
  /** What stands in an empty view of an installation that is under way. */
  otherwise: ReactNode
}

/** What an empty view says while there is no chat that could bring tickets: to whom depends on what they may do. */
export default function FirstRun({ otherwise }: FirstRunProps) {
  return may(useMe(), 'channel.write') ? <ForAdmins otherwise={otherwise} /> : <ForAgents otherwise={otherwise} />
}

function ForAdmins({ otherwise }: FirstRunProps) {
  const { t } = useTranslation()
  const channels = useChannels()
  const mine = useReadableChannels()
  if (channels.isPending || mine.isPending) return null
  if (!channels.data || !mine.data) return otherwise
  // Until a page of a shop has loaded a chat, nobody can have written.
  if (channels.data.every(({ seenAt }) => seenAt === undefined)) return <FirstSteps channels={channels.data} />
  if (mine.data.length > 0) return otherwise
  return (
    <NoAccess text={t('firstRun.noAccess.admin', { section: t('channels.section.agents') })}>
      <Button component={Link} href={CHANNELS_PATH} variant="default" mt="sm">
        {t('firstRun.noAccess.action')}
      </Button>
    </NoAccess>
  )
}

function ForAgents({ otherwise }: FirstRunProps) {
  const { t } = useTranslation()
  const mine = useReadableChannels()
  if (mine.isPending) return null
  return mine.data?.length === 0 ? <NoAccess text={t('firstRun.noAccess.text')} /> : otherwise
}

function NoAccess({ text, children }: { text: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Stack h="100%" align="center" justify="center" gap={6} p="xl">
      <IconInbox size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Title order={2} size="h5" ta="center">
        {t('firstRun.noAccess.title')}
      </Title>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        {text}
      </Text>
      {children}
    </Stack>
  )
}
