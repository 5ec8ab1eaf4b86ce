import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type FocusEvent, type KeyboardEvent, type PointerEvent, type Ref, Suspense, useImperativeHandle, useRef } from 'react'
import type { FoundText, TicketSort, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { lazyPart } from '../shell/lazily'
import type { Listing } from './listing'
import type { RowCommands } from './row-actions'
import type { Row } from './rows'
import type { Selection } from './selection'
import { TicketCard, TicketRow } from './ticket-row'
import classes from './ticket-table.module.css'
import { useAhead } from './use-ahead'
import { useGlance } from './use-glance'
import { useHeld } from './use-held'
import { ticketPath } from './view'

const GlanceCard = lazyPart(() => import('./glance-card'))

const ROW_PX = 57
const CARD_PX = 108
const COLUMNS = ['requester', 'title', 'agent', 'status', 'lastReply', 'channel'] as const

/** What keys do with the rows. */
export interface TableHandle {
  /** The ticket whose row has the focus. */
  readonly focused: () => TicketSummary | undefined
  /** Moves the focus by so many rows; from nowhere, to the first. */
  readonly step: (by: number) => boolean
  /** Shows the preview of the focused row, or hides the one that shows. */
  readonly glance: () => boolean
  /** Hides the preview; false where none shows. */
  readonly unglance: () => boolean
}

interface Props {
  listing: Listing
  saved: string | undefined
  rows: readonly Row[]
  found: ReadonlyMap<string, FoundText>
  /** Not given: nothing can be done with many. */
  selection: Selection | undefined
  commands: RowCommands
  /** These are another list's rows, until this one's are there. */
  stale: boolean
  /** While the pointer or the focus is on the table, its order must not change. */
  onHold: (held: boolean) => void
  onEnd: () => void
  onOpen: () => void
  onSort: (sort: TicketSort) => void
  label: string
  ref: Ref<TableHandle>
}

/** The one table of tickets; on a narrow screen the same rows are cards. Only what is near the screen is drawn. */
export function TicketTable({ listing, saved, rows, found, selection, commands, stale, onHold, onEnd, onOpen, onSort, label, ref }: Props) {
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
  const { glance, hide, toggle, rows: hover, card } = useGlance()
  const ahead = useAhead(rows)
  const drawn = items.flatMap(({ index }) => {
    const row = rows[index]
    return row ? [{ row, index }] : []
  })
  const glanced = glance && rows.find(({ ticket }) => ticket.id === glance.ticket)?.ticket

  useImperativeHandle(ref, () => ({
    focused: () => {
      const id = focusedRow(scroller.current)?.dataset['row']
      return rows.find(({ ticket }) => ticket.id === id)?.ticket
    },
    step: (by) => {
      const moved = scroller.current !== null && step(scroller.current, by)
      if (moved && glance) toggle(focusedRow(scroller.current))
      return moved
    },
    glance: () => {
      const row = document.activeElement?.matches('[data-ticket]') ? focusedRow(scroller.current) : undefined
      if (!row) return false
      toggle(row)
      return true
    },
    unglance: () => {
      if (glance) hide()
      return glance !== undefined
    },
  }))

  const ids = () => rows.filter(({ left }) => !left).map(({ ticket }) => ticket.id)
  const propsOf = ({ row, index }: (typeof drawn)[number]) => ({
    row,
    path: ticketPath(row.ticket.id, listing, saved),
    place: index + 1,
    found: found.get(row.ticket.id),
    chosen: selection?.ids.has(row.ticket.id),
    onChoose: (range: boolean) => selection?.toggle(row.ticket.id, ids(), range),
    commands,
    onOpen: () => {
      ahead.fetch(row.ticket.id)
      onOpen()
    },
  })
  const frame = {
    ref: scroller,
    className: classes.scroller,
    ...hold,
    ...hover,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      hold.onFocus(event)
      ahead.onFocus(event)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      hover.onPointerMove(event)
      ahead.onPointerMove(event)
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      hover.onPointerDown()
      ahead.onPointerDown(event)
    },
    onPointerLeave: (event: PointerEvent<HTMLElement>) => {
      hold.onPointerLeave(event)
      hover.onPointerLeave(event)
    },
    onKeyDown: walk,
    onScroll: hide,
    'data-stale': stale || undefined,
    'aria-busy': stale,
  }
  // Outside of the frame: what the pointer does over it isn't done over the rows.
  const preview = glance && glanced && (
    <Suspense>
      <GlanceCard ticket={glanced} glance={glance} hover={card} />
    </Suspense>
  )

  if (narrow) {
    return (
      <>
        <div {...frame}>
          <ul className={classes.cards} aria-label={label} style={{ paddingTop: above, paddingBottom: below }}>
            {drawn.map((each) => (
              <TicketCard key={each.row.ticket.id} {...propsOf(each)} of={rows.length} />
            ))}
          </ul>
        </div>
        {preview}
      </>
    )
  }
  const { sort } = listing
  const all = rows.filter(({ left }) => !left)
  const chosen = selection ? all.filter(({ ticket }) => selection.ids.has(ticket.id)).length : 0
  const columns = COLUMNS.length + (selection ? 2 : 1)
  return (
    <>
      <div {...frame}>
        <table className={classes.table} aria-label={label} aria-rowcount={rows.length + 1}>
          <colgroup>
            {selection && <col className={classes.checkColumn} />}
            {COLUMNS.map((column) => (
              <col key={column} className={classes[column]} />
            ))}
            <col className={classes.actionsColumn} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {selection && (
                <th scope="col" className={classes.check}>
                  <label className={classes.choose}>
                    <input
                      type="checkbox"
                      ref={(box) => {
                        if (box) box.indeterminate = chosen > 0 && chosen < all.length
                      }}
                      checked={chosen > 0 && chosen === all.length}
                      aria-label={t('bulk.chooseAll')}
                      onChange={() => selection.set(chosen === all.length ? [] : ids())}
                    />
                  </label>
                </th>
              )}
              {COLUMNS.map((column) =>
                column === 'lastReply' ? (
                  <th key={column} scope="col" aria-sort={sort === 'recent' ? 'descending' : sort === 'oldest' ? 'ascending' : 'none'}>
                    <button type="button" className={classes.sort} onClick={() => onSort(sort === 'recent' ? 'oldest' : 'recent')}>
                      {t('column.lastReply')}
                      {sort === 'recent' && <IconArrowDown size={13} aria-hidden />}
                      {sort === 'oldest' && <IconArrowUp size={13} aria-hidden />}
                    </button>
                  </th>
                ) : (
                  <th key={column} scope="col">
                    {t(`column.${column}`)}
                  </th>
                ),
              )}
              <th scope="col" aria-label={t('rowMenu.column')} />
            </tr>
          </thead>
          <tbody>
            <Gap height={above} columns={columns} />
            {drawn.map((each) => (
              <TicketRow key={each.row.ticket.id} {...propsOf(each)} place={each.index + 2} />
            ))}
            <Gap height={below} columns={columns} />
          </tbody>
        </table>
      </div>
      {preview}
    </>
  )
}

/** Stands for the rows that aren't drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return height > 0 ? (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null
}

function focusedRow(scroller: HTMLElement | null): HTMLElement | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]')
  return row && scroller?.contains(row) ? row : undefined
}

function step(scroller: HTMLElement, by: number): boolean {
  const links = [...scroller.querySelectorAll<HTMLAnchorElement>('a[data-ticket]')]
  const row = focusedRow(scroller)
  const place = row ? links.findIndex((link) => row.contains(link)) : -1
  const link = place < 0 ? links[0] : links[place + by]
  link?.focus()
  return link !== undefined
}

const ARROWS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** The arrows walk through the tickets once one has the focus. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.ctrlKey || event.metaKey || event.altKey ? undefined : ARROWS[event.key]
  if (by === undefined || !document.activeElement?.matches('[data-ticket]')) return
  if (step(event.currentTarget, by)) event.preventDefault()
}
