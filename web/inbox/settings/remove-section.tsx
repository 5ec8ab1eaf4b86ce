import { Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { DangerDialog } from '../form/danger-dialog'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { useRemoveMail } from './mail'

/** Sending no mail any more. */
export function RemoveSection({ onRemoved }: { onRemoved: () => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const remove = useRemoveMail()
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, message: t('settings.mail.remove.done') })
        onRemoved()
      },
    })
  return (
    <FieldSection id="mail-remove" title={t('settings.mail.remove.title')}>
      <Text size="sm" c="dimmed">
        {t('settings.mail.remove.text')}
      </Text>
      <div>
        <Button variant="default" c="var(--bad)" onClick={() => setAsking(true)}>
          {t('settings.mail.remove.button')}
        </Button>
      </div>
      <DangerDialog
        opened={asking}
        title={t('settings.mail.remove.question')}
        text={t('settings.mail.remove.consequence')}
        action={t('settings.mail.remove.button')}
        onAction={confirm}
        onClose={() => setAsking(false)}
        busy={remove.isPending}
        error={remove.error}
      />
    </FieldSection>
  )
}
