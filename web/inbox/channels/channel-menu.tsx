import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCode, IconCopy, IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ConfiguredChannel } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { channelPath } from './addresses'
import { useCreateChannel, useEnableChannel } from './channels'
import { CodeDialog } from './code-dialog'
import { DeleteDialog } from './delete-dialog'
import { duplicateOf } from './draft'

/** What can be done with a chat from the list. */
export function ChannelMenu({ channel }: { channel: ConfiguredChannel }) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const [, navigate] = useLocation()
  const [dialog, setDialog] = useState<'code' | 'delete'>()
  const create = useCreateChannel()
  const enable = useEnableChannel()
  const { name, enabled } = channel.settings

  const duplicate = () =>
    create.mutate(duplicateOf(channel.settings, t('channels.copySuffix')), {
      onSuccess: (copy) => navigate(channelPath(copy.id)),
      onError: complain,
    })
  const toggle = () =>
    enable.mutate(
      { id: channel.id, enabled: !enabled },
      {
        onSuccess: () => notifications.show({ withCloseButton: false, message: enabled ? t('channels.action.disabled', { name }) : t('channels.action.enabled', { name }) }),
        onError: complain,
      },
    )

  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('channels.action.menu', { name })} loading={create.isPending || enable.isPending}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => navigate(channelPath(channel.id))}>
            {t('channels.action.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={duplicate}>
            {t('channels.action.duplicate')}
          </Menu.Item>
          <Menu.Item
            leftSection={enabled ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
            onClick={toggle}
          >
            {enabled ? t('channels.action.disable') : t('channels.action.enable')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCode size={16} aria-hidden />} onClick={() => setDialog('code')}>
            {t('channels.action.code')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDialog('delete')}>
            {t('channels.action.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CodeDialog channel={channel} opened={dialog === 'code'} onClose={() => setDialog(undefined)} />
      <DeleteDialog channel={channel} opened={dialog === 'delete'} onClose={() => setDialog(undefined)} />
    </>
  )
}
