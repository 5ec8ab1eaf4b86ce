import { Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { DangerDialog } from '../form/danger-dialog'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import type { useRemoveMail } from './mail'
import type { useRemoveModel } from './model'

interface Props {
  /** Whose words. */
  of: 'mail' | 'model'
  remove: ReturnType<typeof useRemoveMail> | ReturnType<typeof useRemoveModel>
  onRemoved: () => void
}

/** Doing without it from now on. */
export function RemoveSection({ of, remove, onRemoved }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, message: t(`settings.${of}.remove.done`) })
        onRemoved()
      },
    })
  return (
    <FieldSection id={`${of}-remove`} title={t(`settings.${of}.remove.title`)}>
      <Text size="sm" c="dimmed">
        {t(`settings.${of}.remove.text`)}
      </Text>
      <div>
        <Button variant="default" c="var(--bad)" onClick={() => setAsking(true)}>
          {t(`settings.${of}.remove.button`)}
        </Button>
      </div>
      <DangerDialog
        opened={asking}
        title={t(`settings.${of}.remove.question`)}
        text={t(`settings.${of}.remove.consequence`)}
        action={t(`settings.${of}.remove.button`)}
        onAction={confirm}
        onClose={() => setAsking(false)}
        busy={remove.isPending}
        error={remove.error}
      />
    </FieldSection>
  )
}
