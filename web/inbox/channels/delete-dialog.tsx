import { notifications } from '@mantine/notifications'
import type { ConfiguredChannel } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { UsingRules } from '../settings/naming-rules'
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
    <DangerDialog
      opened={opened}
      title={t('channels.delete.title', { name })}
      text={t('channels.delete.text')}
      action={t('channels.delete.button')}
      onAction={confirm}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
    >
      <UsingRules list="channels" word={{ id: channel.id, name }} />
    </DangerDialog>
  )
}
