import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type ComponentType, lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TicketSummary } from '../api/types'
import { Unloaded } from '../shell/lazily'
import type { RowMenuProps } from './row-menu'
import classes from './ticket-table.module.css'

const RowMenu = lazy<ComponentType<RowMenuProps>>(() => import('./row-menu').catch(() => ({ default: Unloaded })))

/** What the page does for a row's menu. */
export interface RowCommands {
  readonly assign: (ticket: TicketSummary) => void
  readonly close: (ticket: TicketSummary) => void
}

interface Props {
  ticket: TicketSummary
  path: string
  commands: RowCommands
}

/** A row's "…" button; its menu is loaded when it is first wanted. */
export function RowActions({ ticket, path, commands }: Props) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState(false)
  const button = (loading: boolean) => (
    <ActionIcon
      className={classes.more}
      variant="subtle"
      color="gray"
      size={32}
      loading={loading}
      aria-label={t('rowMenu.open', { number: ticket.number })}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  )
  if (!wanted) return button(false)
  return (
    <Suspense fallback={button(true)}>
      <RowMenu ticket={ticket} path={path} commands={commands} />
    </Suspense>
  )
}
