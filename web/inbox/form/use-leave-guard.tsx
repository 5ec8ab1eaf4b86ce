import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../lang/translation'
import { guardLeaving } from '../shell/leaving'
import { DangerDialog } from './danger-dialog'

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
  return {
    release,
    dialog: (
      <DangerDialog
        opened={leave !== undefined}
        title={t('form.leave.title')}
        text={t('form.leave.text')}
        back={t('form.leave.stay')}
        action={t('form.leave.leave')}
        onClose={() => setLeave(undefined)}
        onAction={() => {
          release()
          leave?.()
        }}
      />
    ),
  }
}
