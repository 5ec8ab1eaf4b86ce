import { useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import classes from './status-badge.module.css'

/** A status' colour and name. The colour is the company's choice, so no text stands in or on it. */
export function StatusBadge({ status }: { status: string }) {
  const name = useStatusName()(status)
  return (
    <span className={classes.badge} title={name}>
      <StatusDot status={status} />
      <span className={classes.name}>{name}</span>
    </span>
  )
}

export function StatusDot({ status }: { status: string }) {
  const known = useVocabulary().data?.statuses.find(({ key }) => key === status)
  return <span className={classes.dot} style={known && { background: known.colour }} aria-hidden />
}
