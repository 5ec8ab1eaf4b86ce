import { IconWifiOff } from '@tabler/icons-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from '../lang/translation'
import classes from './connection-line.module.css'
import { socket } from './services'

/** A short break mends itself before anybody needs to know. */
const PATIENCE_MS = 2_000

/** Says calmly that the line is down: what is on screen may be old, what is written will go out. */
export function ConnectionLine() {
  const { t } = useTranslation()
  const status = useSyncExternalStore(
    (listener) => socket.onStatus(listener),
    () => socket.status,
  )
  const down = status === 'lost' || status === 'connecting'
  const [patient, setPatient] = useState(true)
  useEffect(() => {
    setPatient(true)
    if (!down) return
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [down])

  return (
    <div role="status">
      {down && !patient && (
        <div className={classes.line}>
          <IconWifiOff size={16} aria-hidden />
          {t('connection.lost')}
        </div>
      )}
    </div>
  )
}
