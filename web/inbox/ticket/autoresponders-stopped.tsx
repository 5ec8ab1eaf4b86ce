import { Button } from '@mantine/core'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { useChange } from './change'
import classes from './standing-line.module.css'

/** That two automatons talked to each other, and the way on. Nothing while they don't. */
export function AutorespondersStopped({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'ticket.write')
  const { change, changing } = useChange(ticket)
  if (!ticket.autorespondersStopped) return null
  return (
    <div role="alert" className={classes.line} data-standing="pending">
      <span>{t('autoresponders.stopped')}</span>
      {writes && (
        <Button size="compact-sm" variant="default" loading={changing === 'autoresponders'} onClick={() => change({ property: 'autoresponders', value: 'on' })}>
          {t('autoresponders.resume')}
        </Button>
      )}
    </div>
  )
}
