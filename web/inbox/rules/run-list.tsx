import { Anchor, Button, UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconAlertCircle,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconClock,
  IconMinus,
  IconPlayerSkipForward,
  IconRefresh,
} from '@tabler/icons-react'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import type { RuleActionRun, RuleRun } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { useComplaint } from '../shell/use-complaint'
import { Moment } from '../time/moment'
import { useStatusName } from '../vocabulary/vocabulary'
import { rulePath } from './addresses'
import { Explanation } from './explanation'
import { useRetryAction } from './rules'
import classes from './run-list.module.css'
import { useEventText } from './words'

/** When rules matched, each with why and what it did. `of` is whose list it is: the rule's names tickets, the ticket's rules. */
export function RunList({ runs, of }: { runs: readonly RuleRun[]; of: 'rule' | 'ticket' }) {
  const { t } = useTranslation()
  if (runs.length === 0) return null
  return (
    <ul className={classes.runs} aria-label={t('rules.log.title')}>
      {runs.map((run) => (
        <Run key={run.id} run={run} of={of} />
      ))}
    </ul>
  )
}

function Run({ run, of }: { run: RuleRun; of: 'rule' | 'ticket' }) {
  const { t } = useTranslation()
  const admin = may(useMe(), 'rule.write')
  const eventText = useEventText()
  const [open, setOpen] = useState(false)
  const id = useId()
  const Turn = open ? IconChevronDown : IconChevronRight
  const { outcome, chain = [], explanation, actions } = run
  return (
    <li className={classes.run} data-outcome={outcome}>
      <div className={classes.head}>
        <div className={classes.name}>
          {of === 'rule' ? (
            <Anchor component={Link} href={`/tickets/${run.ticketId}`} size="sm">
              {t('ticket.number', { number: run.number })}
            </Anchor>
          ) : admin ? (
            <Anchor component={Link} href={rulePath(run.ruleId)} size="sm">
              {run.ruleName}
            </Anchor>
          ) : (
            <span>{run.ruleName}</span>
          )}
        </div>
        <div className={classes.soft}>
          {eventText({ event: run.event })} · <Moment at={run.at} as="exact" /> · {t('rules.log.version', { version: run.version })}
        </div>
      </div>
      {outcome !== 'matched' && (
        <div className={classes.outcome}>
          <IconAlertCircle size={16} aria-hidden /> {t(`rules.outcome.${outcome}`)}
        </div>
      )}
      {chain.length > 0 && <div className={classes.soft}>{t('rules.log.chain', { names: chain.join(' → ') })}</div>}
      {actions.length > 0 && (
        <ul className={classes.actions} aria-label={t('rules.actions')}>
          {actions.map((action) => (
            <Action key={action.id} ticket={run.ticketId} action={action} />
          ))}
        </ul>
      )}
      {explanation && (
        <>
          <UnstyledButton className={classes.why} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            <Turn size={16} aria-hidden /> {t('rules.why')}
          </UnstyledButton>
          <div id={id} hidden={!open}>
            {open && <Explanation of={explanation} />}
          </div>
        </>
      )}
    </li>
  )
}

const SIGNS: Record<RuleActionRun['state'], Icon> = {
  waiting: IconClock,
  done: IconCheck,
  nothing: IconMinus,
  skipped: IconPlayerSkipForward,
  retrying: IconRefresh,
  failed: IconAlertCircle,
}

function Action({ ticket, action: { id, kind, state, label = '', tries, at, nextTryAt, error } }: { ticket: string; action: RuleActionRun }) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'ticket.write')
  const complain = useComplaint()
  const statusName = useStatusName()
  const retry = useRetryAction(ticket)
  const Sign = SIGNS[state]
  const about = label === '' ? '' : kind === 'status' ? statusName(label) : kind === 'priority' ? t(`priority.${label as 'low'}`, { defaultValue: label }) : label
  return (
    <li className={classes.action} data-state={state}>
      <Sign size={16} aria-hidden />
      <div className={classes.words}>
        <span>
          {t(`rules.action.kind.${kind}`)}
          {about !== '' && `: ${about}`}
        </span>
        <div className={classes.soft}>
          {t(`rules.state.${state}`)}
          {at !== undefined && (
            <>
              {' · '}
              <Moment at={at} as="exact" />
            </>
          )}
          {tries > 1 && ` · ${t('rules.log.tries', { count: tries })}`}
          {nextTryAt !== undefined && (state === 'retrying' || state === 'waiting') && (
            <>
              {' · '}
              {t('rules.log.nextTry')} <Moment at={nextTryAt} as="exact" />
            </>
          )}
        </div>
        {error !== undefined && error !== '' && (
          <div className={state === 'failed' || state === 'retrying' ? classes.error : classes.soft}>
            {error.startsWith('http_')
              ? t('rules.actionErrorHttp', { status: error.slice('http_'.length) })
              : t(`rules.actionError.${error as 'url'}`, { defaultValue: t('rules.actionErrorOther', { code: error }) })}
          </div>
        )}
      </div>
      {writes && (state === 'failed' || state === 'retrying') && (
        <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate(id, { onError: complain })}>
          {t('rules.log.retry')}
        </Button>
      )}
    </li>
  )
}
