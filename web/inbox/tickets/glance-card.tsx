import { Loader, Portal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { Entry, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useErrorText } from '../shell/error-text'
import { saidIn } from '../timeline/said'
import { Moment } from '../time/moment'
import classes from './glance-card.module.css'
import type { Glance } from './use-glance'
import { useTicketWords } from './words'

export interface GlanceCardProps {
  ticket: TicketSummary
  glance: Glance
  hover: { onPointerEnter: () => void; onPointerLeave: () => void }
}

const WIDTH = 420
const EDGE = 8

/** The first and the last message of a ticket, beside its row. Nobody joins by it, and nothing is read. */
export default function GlanceCard({ ticket, glance, hover }: GlanceCardProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const words = useTicketWords()(ticket)
  const card = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<CSSProperties>({ visibility: 'hidden' })
  const messages = useQuery({
    queryKey: keys.glance(ticket.id, ticket.lastSeq),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/{ticketId}/glance', { params: { path: { ticketId: ticket.id } }, signal })),
    gcTime: 60_000,
  })
  const { data, error } = messages
  useLayoutEffect(() => {
    if (card.current) setPlace(beside(glance, card.current.offsetHeight))
  }, [glance, data, error])

  return (
    <Portal>
      <div ref={card} className={classes.card} style={{ width: WIDTH, ...place }} role="status" aria-label={t('glance.title', { title: words.title })} {...hover}>
        {data ? (
          <>
            <Message entry={data.first} label={data.last ? t('glance.first') : t('glance.only')} requester={words.requester} />
            {data.last && <Message entry={data.last} label={t('glance.last')} requester={words.requester} />}
          </>
        ) : error ? (
          <p className={classes.text}>{errorText(asApiError(error))}</p>
        ) : (
          <Loader size="sm" aria-label={t('loading')} />
        )}
      </div>
    </Portal>
  )
}

function Message({ entry, label, requester }: { entry: Entry; label: string; requester: string }) {
  return (
    <section>
      <div className={classes.line}>
        <span className={classes.label}>{label}</span>
        <bdi>{entry.author.kind === 'customer' ? requester : entry.author.name}</bdi>
        <span className={classes.when}>
          <Moment at={entry.createdAt} as="relative" />
        </span>
      </div>
      <p className={classes.text}>{saidIn(entry)}</p>
    </section>
  )
}

/** Below the row, or above it where there is no room; on the side that the pointer isn't on, so that its way up and down is free. */
function beside({ row, x }: Glance, height: number): CSSProperties {
  const width = Math.min(WIDTH, innerWidth - 2 * EDGE)
  const below = row.bottom + height + EDGE <= innerHeight
  const top = below ? row.bottom + 2 : Math.max(EDGE, row.top - height - 2)
  const left = x !== undefined && x < row.left + row.width / 2 ? row.right - width - 56 : row.left + 72
  return { top, left: Math.max(EDGE, Math.min(left, innerWidth - width - EDGE)) }
}
