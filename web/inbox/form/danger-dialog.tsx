import { Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'

interface Props {
  opened: boolean
  title: string
  text: ReactNode
  /** What else is to be decided. */
  children?: ReactNode
  /** What the button does that can't be undone. */
  action: string
  /** What the other one says; "Cancel" where nothing is given. */
  back?: string
  onAction: () => void
  onClose: () => void
  busy?: boolean
  error?: Error | null
}

/** Asks before something is lost. Who only presses Enter keeps it. */
export function DangerDialog({ opened, title, text, children, action, back, onAction, onClose, busy = false, error = null }: Props) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Text size="sm">{text}</Text>
      {children}
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={asApiError(error)} />
        </div>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {back ?? t('cancel')}
        </Button>
        <Button color="red.8" onClick={onAction} loading={busy}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
