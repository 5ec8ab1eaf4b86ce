import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import {
  IconArrowLeft,
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconExternalLink,
  IconInfoCircle,
  IconLock,
  IconLockOpen,
} from '@tabler/icons-react'
import { type ReactNode, Suspense } from 'react'
import { Link } from 'wouter'
import type { KnownTicket } from '../api/types'
import { useTranslation } from '../lang/translation'
import { lazyPart } from '../shell/lazily'
import { StatusBadge } from '../tickets/status-badge'
import { useListName } from '../tickets/use-list-name'
import { useListing } from '../tickets/use-listing'
import { useNeighbours } from '../tickets/use-neighbours'
import { listPath } from '../tickets/view'
import { useTicketWords } from '../tickets/words'
import { TimeLeft } from '../time/time-left'
import type { Closing } from './closing'
import type { Commands } from './opening'
import type { Standing } from './standing'
import classes from './ticket-header.module.css'

const QuickActions = lazyPart(() => import('./quick-actions'))

interface Props {
  ticket: KnownTicket
  standing: Standing
  commands: Commands
  closing: Closing
  /** Who else is here. */
  others: ReactNode
  /** Shows the facts where they have no place of their own. */
  onFacts: (() => void) | undefined
  /** Asks who the sender is, where the chat didn't. */
  onAskSender: () => void
  /** Shows which automatic actions were taken. */
  onRuns: () => void
}

export function TicketHeader({ ticket, standing, commands, closing, others, onFacts, onAskSender, onRuns }: Props) {
  const { t } = useTranslation()
  const { summary } = ticket
  const { listing, saved } = useListing()
  const back = t('ticket.back', { view: useListName() })
  const words = useTicketWords()(summary)

  return (
    <header className={classes.header}>
      <Tooltip label={back}>
        <ActionIcon component={Link} href={listPath(listing, saved)} variant="subtle" color="gray" size={36} aria-label={back}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <div className={classes.words}>
        <h1 className={classes.title} title={words.title}>
          {words.title}
        </h1>
        <div className={classes.line}>
          <span className={classes.number}>#{summary.number}</span>
          <StatusBadge status={summary.status} />
          <span className={classes.requester}>{words.requester}</span>
          <TimeLeft ticket={summary} />
        </div>
      </div>
      {others}
      <div className={classes.tools}>
        <Arrows id={summary.id} />
        {(standing === 'mine' || standing === 'joined') && (
          <Button
            variant="default"
            size="sm"
            className={classes.close}
            leftSection={<IconLock size={16} aria-hidden />}
            onClick={closing.start}
            loading={closing.isPending}
          >
            {t('ticket.close')}
          </Button>
        )}
        {onFacts && (
          <Tooltip label={t('ticket.facts')}>
            <ActionIcon variant="subtle" color="gray" size={36} onClick={onFacts} aria-label={t('ticket.facts')}>
              <IconInfoCircle size={20} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <Menu position="bottom-end" width={310} withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('ticket.more')}>
              <IconDots size={20} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {standing !== 'watching' && <Menu.Label>{t('quick.title')}</Menu.Label>}
            {standing !== 'closed' && standing !== 'watching' && (
              <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={closing.start}>
                {t('ticket.close')}
              </Menu.Item>
            )}
            {standing === 'closed' && (
              <Menu.Item leftSection={<IconLockOpen size={16} aria-hidden />} onClick={() => commands.reopen.mutate()}>
                {t('ticket.reopen')}
              </Menu.Item>
            )}
            <Suspense>
              <QuickActions ticket={summary} onAsk={onAskSender} onRuns={onRuns} />
            </Suspense>
            {ticket.workflowUrl && (
              <Menu.Item
                component="a"
                href={ticket.workflowUrl}
                target="_blank"
                rel="noreferrer"
                leftSection={<IconExternalLink size={16} aria-hidden />}
              >
                {t('ticket.workflow')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
  )
}

/** To the previous and the next ticket of the list the agent came from. */
function Arrows({ id }: { id: string }) {
  const { t } = useTranslation()
  const { previous, next } = useNeighbours(id)
  return (
    <div className={classes.arrows}>
      <Arrow to={previous} step="previous" label={t('ticket.previous')} icon={<IconChevronUp size={20} aria-hidden />} />
      <Arrow to={next} step="next" label={t('ticket.next')} icon={<IconChevronDown size={20} aria-hidden />} />
    </div>
  )
}

function Arrow({ to, step, label, icon }: { to: string | undefined; step: 'previous' | 'next'; label: string; icon: ReactNode }) {
  if (to === undefined) {
    return (
      <ActionIcon variant="transparent" color="gray" size={36} disabled aria-label={label}>
        {icon}
      </ActionIcon>
    )
  }
  return (
    <Tooltip label={label}>
      <ActionIcon component={Link} href={to} data-step={step} variant="subtle" color="gray" size={36} aria-label={label}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
