import { Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guardLeaving } from '../shell/leaving'

/** Asks before unsaved changes are left. `release` ends that, for a page that is left on purpose. */
export function useLeaveGuard(on: boolean): { dialog: ReactNode; release: () => void } {
  const { t } = useTranslation()
  const [leave, setLeave] = useState<() => void>()
  const stop = useRef<() => void>(undefined)
  useEffect(() => {
    if (!on) return
    stop.current = guardLeaving((go) => setLeave(() => go))
    return () => stop.current?.()
  }, [on])

  const release = () => stop.current?.()
  const stay = () => setLeave(undefined)
  return {
    release,
    dialog: (
      <Modal opened={leave !== undefined} onClose={stay} title={t('channels.leave.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
        <Text size="sm">{t('channels.leave.text')}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={stay} data-autofocus>
            {t('channels.leave.stay')}
          </Button>
          <Button
            color="red.8"
            onClick={() => {
              release()
              leave?.()
            }}
          >
            {t('channels.leave.leave')}
          </Button>
        </Group>
      </Modal>
    ),
  }
}
