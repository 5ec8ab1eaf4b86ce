import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ConfiguredChannel } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { Moment } from '../time/moment'
import { useChannel } from './channels'
import classes from './code-dialog.module.css'
import { policyLines, snippet } from './snippet'

const LOOK_AGAIN_MS = 5_000

interface Props {
  channel: ConfiguredChannel
  opened: boolean
  onClose: () => void
}

/** What the shop pastes, and whether it has worked. */
export function CodeDialog({ channel, opened, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      size="lg"
      opened={opened}
      onClose={onClose}
      title={t('channels.code.title', { name: channel.settings.name })}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      <Stack gap="md">
        {!channel.settings.enabled && (
          <WarningNote>{t('channels.code.off')}</WarningNote>
        )}
        <Copied text={snippet(location.origin, channel.key)} intro={t('channels.code.where')} label={t('channels.code.snippet')} first />
        <Seen channel={channel} />
        <Copied text={policyLines(location.origin)} intro={t('channels.code.policy')} label={t('channels.code.policyLabel')} />
      </Stack>
    </Modal>
  )
}

function Copied({ text, intro, label, first }: { text: string; intro: string; label: string; first?: boolean }) {
  const { t } = useTranslation()
  return (
    <div>
      <Text size="sm" mb={6}>
        {intro}
      </Text>
      <Code block className={classes.code} tabIndex={0} role="group" aria-label={label}>
        {text}
      </Code>
      <CopyButton value={text} timeout={2500}>
        {({ copied, copy }) => (
          <Group gap="sm" mt={8}>
            <Button
              size="xs"
              variant={first ? 'filled' : 'default'}
              data-autofocus={first || undefined}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {t('channels.code.copy')}
            </Button>
            <Text size="sm" role="status">
              {copied ? t('channels.code.copied') : ''}
            </Text>
          </Group>
        )}
      </CopyButton>
    </div>
  )
}

/** Asks again and again: whoever pastes the code sees here that it works. Drawn only while the dialog is open. */
function Seen({ channel }: { channel: ConfiguredChannel }) {
  const { t } = useTranslation()
  const { seenAt = channel.seenAt } = useChannel(channel.id, LOOK_AGAIN_MS).data ?? {}
  return (
    <Text size="sm" role="status" className={classes.seen} data-seen={seenAt !== undefined || undefined}>
      {seenAt === undefined ? (
        t('channels.code.unseen')
      ) : (
        <>
          {t('channels.code.seen')} <Moment at={seenAt} as="relative" />.
        </>
      )}
    </Text>
  )
}
