import { Button, Group, Modal, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import type { ConfiguredChannel } from '../api/types'
import { ErrorNote } from '../shell/error-note'
import { useDeleteChannel } from './channels'

export function DeleteDialog({ channel, opened, onClose }: { channel: ConfiguredChannel; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { name } = channel.settings
  const remove = useDeleteChannel()
  const confirm = () =>
    remove.mutate(channel.id, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, message: t('channels.action.deleted', { name }) })
        onClose()
      },
    })
  return (
    <Modal opened={opened} onClose={onClose} title={t('channels.delete.title', { name })} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Text size="sm" mb="sm">
        {t('channels.delete.text')}
      </Text>
      {remove.error && <ErrorNote error={asApiError(remove.error)} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button color="red.8" onClick={confirm} loading={remove.isPending}>
          {t('channels.delete.button')}
        </Button>
      </Group>
    </Modal>
  )
}
