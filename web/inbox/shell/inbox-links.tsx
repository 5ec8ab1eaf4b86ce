import { IconStack2 } from '@tabler/icons-react'
import { useId } from 'react'
import { Link } from 'wouter'
import { useTranslation } from '../lang/translation'
import { useShownInbox } from '../tickets/use-listing'
import { viewPath } from '../tickets/view'
import { useVocabulary } from '../vocabulary/vocabulary'
import classes from './navigation.module.css'

/** Where all tickets of an inbox stand. */
export function inboxPath(id: string): string {
  return `${viewPath('all')}?inbox=${id}`
}

/** The company's inboxes, each leading to its tickets; nothing where there are none. */
export function InboxLinks({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const heading = useId()
  const shown = useShownInbox()
  const inboxes = useVocabulary().data?.inboxes ?? []
  if (inboxes.length === 0) return null
  return (
    <section className={classes.apart} aria-labelledby={heading}>
      <h2 id={heading} className={classes.heading}>
        {t('inboxes.title')}
      </h2>
      {inboxes.map(({ id, name }) => (
        <Link key={id} href={inboxPath(id)} className={classes.view} aria-current={id === shown ? 'page' : undefined} onClick={onChoose}>
          <IconStack2 size={18} stroke={1.7} aria-hidden />
          <span className={classes.name}>{name}</span>
        </Link>
      ))}
    </section>
  )
}
