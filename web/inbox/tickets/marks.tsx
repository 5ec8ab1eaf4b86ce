import { IconArrowUp, IconChevronsUp } from '@tabler/icons-react'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMarked, useVocabulary } from '../vocabulary/vocabulary'
import classes from './marks.module.css'

/** So many tags have room in a row. */
const SHOWN = 2

/** What a row shows of priority and tags. */
export function Marks({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const known = useVocabulary().data?.tags ?? []
  const marked = useMarked()
  const { priority } = ticket
  const names = ticket.tags.flatMap((id) => marked(known.find((tag) => tag.id === id)) || [])
  const more = names.slice(SHOWN)
  if (priority !== 'high' && priority !== 'urgent' && names.length === 0) return null
  return (
    <span className={classes.marks}>
      {(priority === 'high' || priority === 'urgent') && (
        <span className={classes.priority} data-priority={priority}>
          {priority === 'urgent' ? <IconChevronsUp size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />}
          {t(`priority.${priority}`)}
        </span>
      )}
      {names.slice(0, SHOWN).map((name) => (
        <span key={name} className={classes.tag} title={name}>
          {name}
        </span>
      ))}
      {more.length > 0 && (
        <span className={classes.tag} title={more.join(', ')} role="img" aria-label={t('property.moreTags', { names: more.join(', ') })}>
          +{more.length}
        </span>
      )}
    </span>
  )
}
