import { Button, CloseButton, Group, Menu, Progress } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { IconChevronDown, IconFlag, IconLock, IconTag, IconTags, IconUserPlus } from '@tabler/icons-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { TicketSummary } from '../api/types'
import { uuid } from '../api/uuid'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { AssignDialog } from '../tickets/assign-dialog'
import { useTicketCommands } from '../tickets/commands'
import { knownTicket } from '../tickets/lists'
import { StatusDot } from '../tickets/status-badge'
import type { Choice } from '../ticket/patch'
import { PRIORITIES, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import classes from './bulk-bar.module.css'
import { Outcome } from './outcome'
import { type Failure, type Job, runJobs } from './run'
import { TagsDialog } from './tags-dialog'

/** What keys do with all that is chosen. */
export interface BulkHandle {
  readonly assign: () => void
  readonly close: () => void
}

export interface BulkBarProps {
  /** What is chosen, as it is now. */
  tickets: readonly TicketSummary[]
  /** How many could be chosen. */
  loaded: number
  onAll: () => void
  /** Only these stay chosen. */
  onKeep: (ids: readonly string[]) => void
  ref: Ref<BulkHandle>
}

interface Dialog {
  readonly kind: 'assign' | 'tags' | 'close'
  /** The tickets as they were when the agent asked. */
  readonly tickets: readonly TicketSummary[]
}

/** Below the list: how many are chosen, what can be done with them all, how far it is and what became of it. */
export default function BulkBar({ tickets, loaded, onAll, onKeep, ref }: BulkBarProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const vocabulary = useVocabulary().data
  const statusName = useStatusName()
  const { change, close, recount } = useTicketCommands()
  const [dialog, setDialog] = useState<Dialog>()
  const [asking, setAsking] = useState(false)
  const [running, setRunning] = useState<{ done: number; of: number }>()
  const [failures, setFailures] = useState<readonly Failure[]>([])
  const [succeeded, setSucceeded] = useState(0)
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])

  const ask = (kind: Dialog['kind']) => {
    if (running || tickets.length === 0) return
    setDialog({ kind, tickets })
    setAsking(true)
  }
  useImperativeHandle(ref, () => ({ assign: () => ask('assign'), close: () => ask('close') }))

  const run = async (jobs: readonly Job[]) => {
    setAsking(false)
    setFailures([])
    setRunning({ done: 0, of: jobs.length })
    const failed = await runJobs(jobs, () => setRunning((now) => now && { ...now, done: now.done + 1 }))
    recount()
    const done = jobs.length - failed.length
    if (failed.length === 0 || !here.current) {
      const message = failed.length === 0 ? t('bulk.done', { count: done }) : `${t('bulk.done', { count: done })} ${t('bulk.failed', { count: failed.length })}`
      notifications.show({ withCloseButton: false, message, ...(failed.length > 0 && { color: 'red' }) })
    }
    setRunning(undefined)
    setSucceeded(done)
    setFailures(failed)
    onKeep(failed.map(({ job }) => job.ticket.id))
  }
  /** The same changes of each; their ids are made once, so that trying again is harmless. */
  const changeAll = (of: readonly TicketSummary[], choices: readonly Choice[]) =>
    void run(
      of.map((ticket): Job => {
        const changes = choices.map((choice) => ({ ...choice, id: uuid() }))
        return {
          ticket,
          run: async ({ id }) => {
            for (const each of changes) await change(id, each)
          },
        }
      }),
    )
  /** What failed once more, over the tickets as the rows show them by now. */
  const again = () => void run(failures.map(({ job }) => ({ ...job, ticket: knownTicket(queries, job.ticket.id) ?? job.ticket })))

  const statuses = (vocabulary?.statuses ?? []).filter(({ key, deleted }) => !deleted && key !== 'closed')
  if (tickets.length === 0 && !running && failures.length === 0) return null
  return (
    <section className={classes.bar} aria-label={t('bulk.title')}>
      {running ? (
        <div className={classes.running}>
          <span>{t('bulk.running', { done: running.done, of: running.of })}</span>
          <Progress value={(100 * running.done) / running.of} aria-label={t('bulk.progress')} />
        </div>
      ) : failures.length > 0 ? (
        <Outcome succeeded={succeeded} failures={failures} onAgain={again} onClose={() => setFailures([])} />
      ) : (
        <>
          <strong className={classes.count} role="status">
            {t('bulk.chosen', { count: tickets.length })}
          </strong>
          {tickets.length < loaded && (
            <Button size="compact-sm" variant="subtle" onClick={onAll}>
              {t('bulk.all', { count: loaded })}
            </Button>
          )}
          <Group gap={6} className={classes.actions}>
            <Menu position="top-start" withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <Button size="xs" variant="default" leftSection={<IconTag size={14} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('property.status')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown className={classes.menu}>
                {statuses.map(({ key }) => (
                  <Menu.Item key={key} leftSection={<StatusDot status={key} />} onClick={() => changeAll(tickets, [{ property: 'status', value: key }])}>
                    {statusName(key)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <Menu position="top-start" withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <Button size="xs" variant="default" leftSection={<IconFlag size={14} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('property.priority')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {PRIORITIES.toReversed().map((priority) => (
                  <Menu.Item key={priority} onClick={() => changeAll(tickets, [{ property: 'priority', value: priority }])}>
                    {t(`priority.${priority}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <Button size="xs" variant="default" leftSection={<IconTags size={14} aria-hidden />} onClick={() => ask('tags')}>
              {t('property.tags')}
            </Button>
            <Button size="xs" variant="default" leftSection={<IconUserPlus size={14} aria-hidden />} onClick={() => ask('assign')}>
              {t('bulk.assign')}
            </Button>
            <Button size="xs" variant="default" leftSection={<IconLock size={14} aria-hidden />} onClick={() => ask('close')}>
              {t('bulk.close')}
            </Button>
          </Group>
          <CloseButton className={classes.none} aria-label={t('bulk.none')} title={t('bulk.none')} onClick={() => onKeep([])} />
        </>
      )}
      {dialog && (
        <>
          <AssignDialog
            tickets={dialog.tickets}
            opened={asking && dialog.kind === 'assign'}
            onPick={({ id, name }) => changeAll(dialog.tickets, [{ property: 'agent', value: id, name }])}
            onClose={() => setAsking(false)}
          />
          <TagsDialog
            tickets={dialog.tickets}
            opened={asking && dialog.kind === 'tags'}
            onSave={(choices) => changeAll(dialog.tickets, choices)}
            onClose={() => setAsking(false)}
          />
          <DangerDialog
            opened={asking && dialog.kind === 'close'}
            title={t('bulk.closeTitle', { count: dialog.tickets.length })}
            text={t('bulk.closeText')}
            action={t('bulk.close')}
            onAction={() => void run(dialog.tickets.map((ticket) => ({ ticket, run: close })))}
            onClose={() => setAsking(false)}
          />
        </>
      )}
    </section>
  )
}
