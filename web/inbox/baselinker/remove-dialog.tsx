import { notifications } from '@mantine/notifications'
import type { RefObject } from 'react'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import type { Dialog } from '../settings/use-dialog'
import { useRemoveAccount } from './accounts'

interface Props {
  dialog: Pick<Dialog<{ id: string; name: string }>, 'opened' | 'about' | 'close'>
  /** Where the keyboard goes on: the account's own buttons go with it. */
  then: RefObject<HTMLButtonElement | null>
}

/** Asks before an account is disconnected, and says what is lost. */
export function RemoveDialog({ dialog, then }: Props) {
  const { t } = useTranslation()
  const remove = useRemoveAccount()
  const { about } = dialog
  const confirm = () =>
    about &&
    remove.mutate(about.id, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, message: t('baselinker.removed', { name: about.name }) })
        dialog.close()
        requestAnimationFrame(() => then.current?.focus())
      },
    })
  return (
    <DangerDialog
      opened={dialog.opened}
      title={t('baselinker.removeTitle', { name: about?.name ?? '' })}
      text={t('baselinker.removeText')}
      action={t('baselinker.remove')}
      onAction={confirm}
      onClose={() => {
        dialog.close()
        remove.reset()
      }}
      busy={remove.isPending}
      error={remove.error}
    />
  )
}
