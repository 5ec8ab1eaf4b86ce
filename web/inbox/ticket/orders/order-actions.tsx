import { Button, Group, Textarea, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconNotes } from '@tabler/icons-react'
import { type RefObject, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { Order, OrderWish, TicketSummary } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { may, useMe } from '../../session/me'
import { useOrderText } from '../../timeline/order-text'
import { useWaitText } from '../../timeline/wish-wait'
import { noteDrafts, useNoteDraft } from './note-drafts'
import { orderKey } from './orders'
import classes from './orders.module.css'
import { OrderStatusBadge } from './status-badge'
import { StatusPicker } from './status-picker'
import { roomFor, undoable, waitingFor, waitingStatus } from './wished'
import { useWish } from './wishes'

export interface OrderActionsProps {
  ticket: TicketSummary
  order: Order
}

/** What can be wanted of BaseLinker for an order, and what is wanted already. */
export function OrderActions({ ticket, order }: OrderActionsProps) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'ticket.write')
  const wish = useWish(ticket, order)
  const place = `${ticket.id}/${orderKey(order)}`
  const note = useNoteDraft(place)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLButtonElement>(null)
  const noteButton = useRef<HTMLButtonElement>(null)
  const before = undoable(order)
  const kept = !note.open && note.text.trim() !== ''
  const turnNote = () => {
    flushSync(() => noteDrafts.change(place, { open: !note.open }))
    field.current?.focus()
  }
  const endNote = () => {
    noteDrafts.end(place)
    noteButton.current?.focus()
  }
  const sendNote = () => {
    const text = note.text.trim()
    // It stands among what waits from now on: it counts once.
    endNote()
    wish({ kind: 'note', note: text }, () => noteDrafts.giveBack(place, text))
  }
  return (
    <>
      <Group gap={6} wrap="wrap">
        {writes && !order.removed ? (
          <StatusPicker ref={picker} order={order} wanted={waitingStatus(order)?.status} onPick={(status) => wish({ kind: 'status', status })} />
        ) : (
          <OrderStatusBadge status={order.status} />
        )}
        {writes && !order.removed && (
          <Button
            ref={noteButton}
            size="compact-xs"
            variant={kept ? 'light' : 'subtle'}
            color={kept ? undefined : 'gray'}
            leftSection={<IconNotes size={14} aria-hidden />}
            aria-label={kept ? t('orders.wish.keptNoteTo', { number: order.orderId }) : t('orders.wish.addNoteTo', { number: order.orderId })}
            aria-expanded={note.open}
            onClick={turnNote}
          >
            {kept ? t('orders.wish.keptNote') : t('orders.wish.addNote')}
          </Button>
        )}
      </Group>
      {!writes && <div className={classes.soft}>{t('orders.wish.mayNot')}</div>}
      <Standing order={order} before={before} />
      {writes && before && (
        <Button
          size="compact-xs"
          variant="default"
          mt={4}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          title={t('orders.wish.undoTo', { status: before.name })}
          onClick={() => {
            wish({ kind: 'status', status: before })
            // The button goes with what it undoes.
            picker.current?.focus()
          }}
        >
          {t('orders.wish.undo')}
        </Button>
      )}
      {note.open && (
        <NoteForm
          ref={field}
          order={order}
          note={note.text}
          onType={(text) => noteDrafts.change(place, { text })}
          onSend={sendNote}
          onFold={() => {
            noteDrafts.change(place, { open: false })
            noteButton.current?.focus()
          }}
          onCancel={endNote}
        />
      )}
    </>
  )
}

/** What is wanted and waits, in other tickets too; else what became of the last. It is read out when it changes. */
function Standing({ order, before }: { order: Order; before: Order['status'] | undefined }) {
  const { t } = useTranslation()
  const waitText = useWaitText()
  const { refused } = useOrderText()
  const waiting = waitingFor(order)
  const last = order.wishes?.findLast(({ state }) => state !== 'waiting')
  const wanted = ({ kind, status, note }: OrderWish) => (kind === 'status' ? t('orders.wish.status', { status: status?.name ?? '' }) : t('orders.wish.note', { note }))
  return (
    <div role="status">
      {waiting.map((wish) => (
        <div key={wish.id} className={classes.wish} data-state="waiting">
          {[wanted(wish), wish.by, order.elsewhere?.includes(wish) && t('orders.wish.elsewhere'), waitText(wish)].filter(Boolean).join(' · ')}
        </div>
      ))}
      {waiting.length === 0 && last?.state === 'refused' && (
        <div className={classes.wish} data-state="refused">
          {refused({ ...last, status: last.status?.name ?? '' })}
        </div>
      )}
      {before && <div className={classes.wish}>{t('orders.wish.changed', { was: before.name, status: order.status.name })}</div>}
      {waiting.length === 0 && last?.kind === 'note' && last.state === 'done' && <VisuallyHidden>{t('orders.wish.noted')}</VisuallyHidden>}
    </div>
  )
}

interface NoteFormProps {
  ref: RefObject<HTMLTextAreaElement | null>
  order: Order
  note: string
  onType: (note: string) => void
  onSend: () => void
  /** Away with the field, not with the note. */
  onFold: () => void
  onCancel: () => void
}

function NoteForm({ ref, order, note, onType, onSend, onFold, onCancel }: NoteFormProps) {
  const { t } = useTranslation()
  const left = roomFor(order, note)
  const full = left < 0
  const send = () => {
    if (note.trim() !== '' && !full) onSend()
  }
  return (
    <form
      className={classes.noteForm}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Textarea
        ref={ref}
        label={t('orders.wish.noteLabel')}
        description={t('orders.wish.left', { count: Math.max(left, 0) })}
        autosize
        minRows={2}
        maxRows={5}
        size="xs"
        value={note}
        onChange={(event) => onType(event.currentTarget.value)}
        data-mantine-stop-propagation="true" // Escape is the note's, not the drawer's around it
        onKeyDown={(event) => {
          if (event.key === 'Escape') onFold()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
        }}
        error={full ? t('orders.wish.tooLong', { count: -left }) : undefined}
      />
      <Group gap={6} mt={6}>
        <Button type="submit" size="compact-xs" disabled={note.trim() === '' || full}>
          {t('orders.wish.send')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  )
}
