import { useTranslation } from 'react-i18next'
import type { TicketState } from '../api/types'
import classes from './status-badge.module.css'

export function StatusBadge({ state }: { state: TicketState }) {
  const { t } = useTranslation()
  return (
    <span className={classes.badge} data-state={state}>
      {t(`state.${state}`)}
    </span>
  )
}
