import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { lazyPart } from '../shell/lazily'
import classes from './ticket-table.module.css'

const RowMenu = lazyPart(() => import('./row-menu'))

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
