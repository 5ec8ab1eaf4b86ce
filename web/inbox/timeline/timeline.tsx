import { Button, Loader, VisuallyHidden } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { startTransition, useEffect, useMemo, useRef, useState } from 'react'
import type { Entry, Receipt, TicketSummary } from '../api/types'
import type { Outgoing } from '../composer/outbox'
import { useOutgoing } from '../composer/use-outgoing'
import { useTranslation } from '../lang/translation'
import { useColleagues } from '../people/colleagues'
import { ErrorNote } from '../shell/error-note'
import { useTicketWords } from '../tickets/words'
import { hasOlder } from './journal'
import { linesOf, partsOf } from './lines'
import { DayLine, EntryLine } from './entry-line'
import { openWishes } from './open-wishes'
import { OutgoingLine } from './outgoing-line'
import { later, marksOf } from './receipt'
import { partHeight } from './row-height'
import { saidIn } from './said'
import classes from './timeline.module.css'
import { TypingLine } from './typing-line'
import type { ReadingView } from './use-reading'
import { lastOnScreen, useStickiness } from './use-stickiness'

/** So many entries fill the screen; the others are drawn after the first frame. */
const FIRST = 24

interface Props {
  ticket: TicketSummary
  reading: ReadingView
  /** How far the customer had got when the ticket was opened. */
  receipt: Receipt | undefined
  onGiveBack: (outgoing: Outgoing) => void
  /** Shows what rules did here; the same function each time. */
  onRuns: () => void
}

/** Everything that was said and done, in one line of time. */
export function Timeline({ ticket, reading, receipt: opened, onGiveBack, onRuns }: Props) {
  const { t } = useTranslation()
  const { journal, error, loadingOlder, see } = reading
  const entries = useWhole(reading.entries)
  const customer = useTicketWords()(ticket).requester
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(0)
  const lines = useMemo(() => linesOf(entries), [entries])
  const receipt = later(opened, reading.receipt)
  const marks = useMemo(() => marksOf(entries, receipt), [entries, receipt])
  const readAt = receipt?.readAt
  const photos = usePhotos()
  const wishes = useMemo(() => openWishes(entries), [entries])
  // Thousands of rows are not gone through again because somebody types.
  const parts = useMemo(
    () =>
      partsOf(lines).map((part) => (
        <ol key={part.key} className={classes.part} style={{ containIntrinsicBlockSize: `auto ${partHeight(part.lines)}px` }}>
          {part.lines.map((line) =>
            line.type === 'day' ? (
              <DayLine key={line.key} at={line.at} />
            ) : (
              <EntryLine
                key={line.key}
                ticket={ticket.id}
                entry={line.entry}
                photo={photos.get(line.entry.author.id ?? '')}
                first={line.first}
                last={line.last}
                customer={customer}
                mark={marks.get(line.key)}
                readAt={marks.get(line.key) === 'read' ? readAt : undefined}
                open={wishes.has(line.entry.id)}
                onRuns={onRuns}
              />
            ),
          )}
        </ol>
      )),
    [lines, marks, readAt, photos, customer, wishes, ticket.id, onRuns],
  )
  const outgoing = useOutgoing(ticket.id, entries)

  const stickiness = useStickiness({
    scroller,
    list,
    firstKey: entries[0]?.id,
    lastKey: `${entries.at(-1)?.id} ${outgoing.at(-1)?.id} ${outgoing.length} ${reading.typists.size}`,
    onNearStart: () => {
      if (!error && entries === reading.entries) reading.loadOlder()
    },
    onLook: () => {
      if (!scroller.current || !list.current) return
      const seq = lastOnScreen(scroller.current, list.current)
      if (seq === 0) return
      see(seq)
      setSeen((before) => Math.max(before, seq))
    },
  })

  // Who sends wants to see it, wherever they were reading.
  const sent = outgoing.at(-1)?.id
  const { toEnd } = stickiness
  useEffect(() => {
    if (sent !== undefined) toEnd()
  }, [sent, toEnd])
  const below = entries.filter((entry) => entry.seq > seen && entry.kind !== 'operation').length

  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} role="region" aria-label={t('ticket.conversation')} tabIndex={0}>
        <div className={classes.start}>
          {error && !loadingOlder && journal && <ErrorNote error={error} retry={hasOlder(journal) ? reading.loadOlder : reading.catchUp} />}
          {error && !journal && <ErrorNote error={error} retry={reading.catchUp} />}
          {(loadingOlder || (!journal && !error)) && <Loader size="sm" aria-label={t('loading')} />}
        </div>
        <div ref={list} className={classes.list}>
          {parts}
          {outgoing.length > 0 && (
            <ol className={classes.part}>
              {outgoing.map((one, index) => (
                <OutgoingLine key={one.id} outgoing={one} head={outgoing[0]} first={index === 0} onGiveBack={() => onGiveBack(one)} />
              ))}
            </ol>
          )}
        </div>
        <TypingLine typists={reading.typists} customer={customer} />
      </div>
      {stickiness.away && (
        <Button
          className={classes.pill}
          size="xs"
          radius="xl"
          variant={below > 0 ? 'filled' : 'default'}
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={stickiness.toEnd}
        >
          {below > 0 ? t('timeline.newMessages', { count: below }) : t('timeline.toEnd')}
        </Button>
      )}
      <Announcement entries={entries} customer={customer} />
    </div>
  )
}

/** Agents' photos, by agent. */
function usePhotos(): ReadonlyMap<string, string> {
  const colleagues = useColleagues().data
  return useMemo(() => new Map(colleagues?.flatMap(({ id, photo }) => (photo === undefined ? [] : [[id, photo]]))), [colleagues])
}

/** At first the latest entries, so that they are on screen at once, and then all. */
function useWhole(entries: readonly Entry[]): readonly Entry[] {
  const [whole, setWhole] = useState(false)
  const begun = entries.length > 0
  useEffect(() => {
    if (begun) startTransition(() => setWhole(true))
  }, [begun])
  return useMemo(() => (whole ? entries : entries.slice(-FIRST)), [whole, entries])
}

/** Reads a customer's new message out, for who doesn't see it appear. What was there already isn't read. */
function Announcement({ entries, customer }: { entries: readonly Entry[]; customer: string }) {
  const { t } = useTranslation()
  const last = entries.at(-1)
  const begun = useRef<number>(undefined)
  useEffect(() => {
    begun.current ??= last?.seq
  }, [last])
  const fresh = last && begun.current !== undefined && last.seq > begun.current && last.author.kind === 'customer' && last.kind === 'message'
  return <VisuallyHidden role="status">{fresh ? t('timeline.announce', { name: customer, text: saidIn(last) }) : ''}</VisuallyHidden>
}
