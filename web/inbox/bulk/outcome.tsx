import { Button, Group } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { useErrorText } from '../shell/error-text'
import { useTicketWords } from '../tickets/words'
import classes from './bulk-bar.module.css'
import type { Failure } from './run'

interface Props {
  succeeded: number
  failures: readonly Failure[]
  onAgain: () => void
  onClose: () => void
}

/** What became of an action on many tickets where not all of them could be had. */
export function Outcome({ succeeded, failures, onAgain, onClose }: Props) {
  const { t } = useTranslation()
  const words = useTicketWords()
  const errorText = useErrorText()
  return (
    <div className={classes.outcome} role="alert">
      <div>
        {succeeded > 0 && `${t('bulk.done', { count: succeeded })} `}
        <strong>{t('bulk.failed', { count: failures.length })}</strong>
      </div>
      <ul className={classes.failures} tabIndex={0} aria-label={t('bulk.failures')}>
        {failures.map(({ job: { ticket }, error }) => (
          <li key={ticket.id}>
            #{ticket.number} <bdi>{words(ticket).title}</bdi>: {errorText(error)}
          </li>
        ))}
      </ul>
      <Group gap={8}>
        <Button size="xs" onClick={onAgain}>
          {t('bulk.again', { count: failures.length })}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('bulk.leave')}
        </Button>
      </Group>
    </div>
  )
}
