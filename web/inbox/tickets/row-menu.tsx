import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconArrowLeft,
  IconChevronRight,
  IconCopy,
  IconDots,
  IconExternalLink,
  IconFlag,
  IconLock,
  IconMailOpened,
  IconTag,
  IconUser,
  IconUserPlus,
} from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { useComplaint } from '../shell/use-complaint'
import { useChange } from '../ticket/change'
import { PRIORITIES, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import type { RowCommands } from './row-actions'
import { StatusDot } from './status-badge'
import classes from './ticket-table.module.css'

export interface RowMenuProps {
  ticket: TicketSummary
  /** The ticket's page. */
  path: string
  commands: RowCommands
}

type Part = 'all' | 'status' | 'priority'

/** A ticket's "…" in the list. Statuses and priorities take the menu's place, so that it fits a phone. */
export default function RowMenu({ ticket, path, commands }: RowMenuProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // This button took the place of the one that was pressed: the focus is its own, and comes back to it.
    button.current?.focus({ preventScroll: true })
    setOpened(true)
  }, [])
  const [part, setPart] = useState<Part>('all')
  const dropdown = useRef<HTMLDivElement>(null)
  const turned = useRef(false)
  useEffect(() => {
    // The item that was chosen is gone with its part; the keyboard goes on from the new part's choice.
    if (turned.current) (dropdown.current?.querySelector<HTMLElement>('[aria-checked="true"]') ?? dropdown.current?.querySelector<HTMLElement>('[data-menu-item]'))?.focus()
    turned.current = true
  }, [part])

  return (
    <Menu
      opened={opened}
      onChange={(open) => {
        setOpened(open)
        if (open) {
          turned.current = false
          setPart('all')
        }
      }}
      position="bottom-end"
      width={230}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon ref={button} className={classes.more} variant="subtle" color="gray" size={32} aria-label={t('rowMenu.open', { number: ticket.number })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown ref={dropdown} className={classes.menu} onClick={(event) => event.stopPropagation()}>
        {part === 'all' ? (
          <Everything ticket={ticket} path={path} commands={commands} turn={setPart} />
        ) : (
          <>
            <Menu.Item closeMenuOnClick={false} leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={() => setPart('all')}>
              {t('rowMenu.back')}
            </Menu.Item>
            <Menu.Divider />
            {part === 'status' ? <Statuses ticket={ticket} /> : <Priorities ticket={ticket} />}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function Everything({ ticket, path, commands, turn }: RowMenuProps & { turn: (part: Part) => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const complain = useComplaint()
  const { change } = useChange(ticket)
  const writes = may(me, 'ticket.write')
  const open = ticket.state !== 'closed'
  const copy = () => {
    const text = `#${ticket.number}`
    // Plain http has no clipboard.
    if (!navigator.clipboard) return complain(new Error('no clipboard'))
    navigator.clipboard.writeText(text).then(
      () => notifications.show({ withCloseButton: false, autoClose: 2_000, message: t('rowMenu.copied', { text }) }),
      complain,
    )
  }
  const read = () =>
    answer(api.POST('/api/v1/tickets/{ticketId}/read', { params: { path: { ticketId: ticket.id } }, body: { seq: ticket.lastSeq } })).catch(complain)

  return (
    <>
      {writes && (
        <>
          {open && (
            <Menu.Item closeMenuOnClick={false} leftSection={<IconTag size={16} aria-hidden />} rightSection={<IconChevronRight size={16} aria-hidden />} onClick={() => turn('status')}>
              {t('rowMenu.status')}
            </Menu.Item>
          )}
          <Menu.Item closeMenuOnClick={false} leftSection={<IconFlag size={16} aria-hidden />} rightSection={<IconChevronRight size={16} aria-hidden />} onClick={() => turn('priority')}>
            {t('rowMenu.priority')}
          </Menu.Item>
          {open && ticket.agent?.id !== me.id && (
            <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => change({ property: 'agent', value: me.id, name: me.name })}>
              {t('rowMenu.assignMe')}
            </Menu.Item>
          )}
          {open && (
            <Menu.Item leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => commands.assign(ticket)}>
              {t('rowMenu.assign')}
            </Menu.Item>
          )}
          <Menu.Divider />
        </>
      )}
      <Menu.Item component="a" href={path} target="_blank" leftSection={<IconExternalLink size={16} aria-hidden />}>
        {t('rowMenu.newTab')}
      </Menu.Item>
      <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
        {t('rowMenu.copy')}
      </Menu.Item>
      {ticket.unread && (
        <Menu.Item leftSection={<IconMailOpened size={16} aria-hidden />} onClick={() => void read()}>
          {t('rowMenu.read')}
        </Menu.Item>
      )}
      {writes && open && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={() => commands.close(ticket)}>
            {t('ticket.close')}
          </Menu.Item>
        </>
      )}
    </>
  )
}

function Statuses({ ticket }: { ticket: TicketSummary }) {
  const statuses = useVocabulary().data?.statuses ?? []
  const statusName = useStatusName()
  const { change } = useChange(ticket)
  return (
    <Menu.RadioGroup value={ticket.status} onChange={(value) => change({ property: 'status', value })}>
      {/* Closing is more than a status. */}
      {statuses
        .filter(({ key, deleted }) => key === ticket.status || (!deleted && key !== 'closed'))
        .map(({ key }) => (
          <Menu.RadioItem closeMenuOnClick key={key} value={key} rightSection={<StatusDot status={key} />}>
            {statusName(key)}
          </Menu.RadioItem>
        ))}
    </Menu.RadioGroup>
  )
}

function Priorities({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const { change } = useChange(ticket)
  return (
    <Menu.RadioGroup value={ticket.priority} onChange={(value) => change({ property: 'priority', value })}>
      {PRIORITIES.toReversed().map((priority) => (
        <Menu.RadioItem closeMenuOnClick key={priority} value={priority}>
          {t(`priority.${priority}`)}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}
