import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '../api/types'
import type { Row } from './rows'
import { TicketCard, TicketRow } from './ticket-row'
import classes from './ticket-table.module.css'
import { useHeld } from './use-held'

const ROW_PX = 57
const CARD_PX = 108
const COLUMNS = ['requester', 'title', 'agent', 'status', 'lastReply', 'channel'] as const

interface Props {
  view: View
  rows: readonly Row[]
  /** While the pointer or the focus is on the table, its order must not change. */
  onHold: (held: boolean) => void
  onEnd: () => void
  onOpen: () => void
  label: string
}

/** The one table of tickets; on a narrow screen the same rows are cards. Only what is near the screen is drawn. */
export function TicketTable({ view, rows, onHold, onEnd, onOpen, label }: Props) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 74.99em)', undefined, { getInitialValueInEffect: false })
  const scroller = useRef<HTMLDivElement>(null)
  const height = narrow ? CARD_PX : ROW_PX
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.ticket.id ?? index,
    overscan: 12,
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1)
      if (last && last.index >= rows.length - 10) onEnd()
    },
  })
  const items = virtual.getVirtualItems()
  const above = (items[0]?.index ?? 0) * height
  const below = (rows.length - 1 - (items.at(-1)?.index ?? -1)) * height
  const hold = useHeld(onHold)
  const drawn = items.flatMap(({ index }) => {
    const row = rows[index]
    return row ? [{ row, index }] : []
  })

  if (narrow) {
    return (
      <div ref={scroller} className={classes.scroller} {...hold} onKeyDown={walk}>
        <ul className={classes.cards} aria-label={label} style={{ paddingTop: above, paddingBottom: below }}>
          {drawn.map(({ row, index }) => (
            <TicketCard key={row.ticket.id} row={row} view={view} place={index + 1} of={rows.length} onOpen={onOpen} />
          ))}
        </ul>
      </div>
    )
  }
  return (
    <div ref={scroller} className={classes.scroller} {...hold} onKeyDown={walk}>
      <table className={classes.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {COLUMNS.map((column) => (
            <col key={column} className={classes[column]} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} />
          {drawn.map(({ row, index }) => (
            <TicketRow key={row.ticket.id} row={row} view={view} place={index + 2} onOpen={onOpen} />
          ))}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  )
}

/** Stands for the rows that aren't drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden>
      <td colSpan={COLUMNS.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

/** Up and down walk through the tickets, k and j as well. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key]
  if (step === undefined) return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a[data-ticket]')]
  const place = links.findIndex((link) => link === document.activeElement)
  const link = links[place + step]
  if (place < 0 || !link) return
  event.preventDefault()
  link.focus()
}
