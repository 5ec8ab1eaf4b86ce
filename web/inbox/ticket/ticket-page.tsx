import { Center, Drawer, Loader } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { asApiError } from '../api/error'
import type { KnownTicket, Outcome } from '../api/types'
import { Composer, type ComposerHandle } from '../composer/composer'
import { DropArea } from '../composer/drop-area'
import { loadTexts } from '../lang/language'
import { useTranslation } from '../lang/translation'
import type { TicketRunsProps } from '../rules/ticket-runs'
import { may, useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { lazyPart } from '../shell/lazily'
import { PageTitle } from '../shell/page-title'
import { knownTicket } from '../tickets/lists'
import { useTicketWords } from '../tickets/words'
import { openWishes } from '../timeline/open-wishes'
import { Timeline } from '../timeline/timeline'
import { type ReadingView, useReading } from '../timeline/use-reading'
import { useClosing } from './closing'
import { AutorespondersStopped } from './autoresponders-stopped'
import { Facts } from './facts'
import { Others } from './others'
import { useCommands, useOpening } from './opening'
import { useTicketOrders } from './orders-query'
import { standingOf, writable } from './standing'
import { StandingLine } from './standing-line'
import { TicketHeader } from './ticket-header'
import { TicketKeys } from './ticket-keys'
import classes from './ticket-page.module.css'

const SenderDialog = lazyPart(() => import('../contacts/sender-dialog'))
const TicketRuns = lazyPart<TicketRunsProps>(async () => {
  const [runs] = await Promise.all([import('../rules/ticket-runs'), loadTexts('rules')])
  return runs
})

export function TicketPage({ id }: { id: string }) {
  const { t } = useTranslation()
  const opening = useOpening(id)
  const queries = useQueryClient()
  if (opening.error && !opening.data) {
    const error = asApiError(opening.error)
    return (
      <Center h="100%" p="md">
        <PageTitle text={t('ticket.title')} />
        {error.passing ? (
          <ErrorNote error={error} retry={() => void opening.refetch()} retrying={opening.isFetching} />
        ) : (
          <ErrorNote text={t('ticket.unreadable')} />
        )}
      </Center>
    )
  }
  // The list knows enough to begin with; opening brings the rest.
  const known = knownTicket(queries, id)
  const ticket = opening.data?.ticket ?? (known && { summary: known })
  if (!ticket) {
    return (
      <Center h="100%">
        <PageTitle text={t('ticket.title')} />
        <Loader aria-label={t('loading')} />
      </Center>
    )
  }
  return <OpenTicket ticket={ticket} outcome={opening.data?.outcome} />
}

/** So long what stands around the conversation waits for it. */
const PATIENCE_MS = 150

/** The conversation comes first: composer and facts are drawn a frame after it, or without it where it lets one wait. */
function useBegun({ journal, error, refused }: ReadingView): boolean {
  const [waited, setWaited] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return useDeferredValue(waited || journal !== undefined || error !== undefined || refused, false)
}

interface Props {
  ticket: KnownTicket
  /** Not known until opening is answered. */
  outcome: Outcome | undefined
}

function OpenTicket({ ticket, outcome }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { summary } = ticket
  const words = useTicketWords()(summary)
  const commands = useCommands(summary)
  const reading = useReading(summary)
  const closing = useClosing(summary, reading)
  const composer = useRef<ComposerHandle>(null)
  const begun = useBegun(reading)
  const [replyWanted, setReplyWanted] = useState(false)
  const [factsOpen, setFactsOpen] = useState(false)
  // Here, where neither a menu that closes nor facts that move take along what was typed.
  const [askingSender, setAskingSender] = useState(false)
  const askSender = () => setAskingSender(true)
  const [showingRuns, setShowingRuns] = useState(false)
  const showRuns = useCallback(() => setShowingRuns(true), [])
  const wide = useMediaQuery('(min-width: 80em)', undefined, { getInitialValueInEffect: false })
  // The line of time says how a wish stands, also where the orders aren't on screen.
  const wishesWait = useMemo(() => openWishes(reading.entries).size > 0, [reading.entries])
  useTicketOrders(summary.id, wishesWait && !wide && !factsOpen)
  const standing = standingOf(summary, outcome, me.id, may(me, 'ticket.write'))
  const can = reading.refused ? { reply: false, note: false } : writable(standing)

  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <PageTitle text={`#${summary.number} ${words.title}`} />
      <TicketHeader
        ticket={ticket}
        standing={standing}
        commands={commands}
        closing={closing}
        others={<Others present={reading.present} typists={reading.typists} />}
        onFacts={wide ? undefined : () => setFactsOpen(true)}
        onAskSender={askSender}
        onRuns={showRuns}
      />
      <DropArea ticket={summary.id} can={can} className={classes.conversation} onFiles={(files) => composer.current?.attach(files)}>
        {(outcome !== undefined || standing !== 'pending') && (
          <StandingLine standing={standing} ticket={summary} commands={commands} />
        )}
        <AutorespondersStopped ticket={summary} />
        {reading.refused ? (
          <Center h="100%" p="md">
            <ErrorNote text={t('ticket.unreadable')} />
          </Center>
        ) : (
          <>
            <Timeline ticket={summary} reading={reading} receipt={ticket.receipt} onGiveBack={(outgoing) => composer.current?.giveBack(outgoing)} onRuns={showRuns} />
            {begun ? (
              <Composer key={summary.id} ref={composer} ticket={summary.id} can={can} standing={standing} holder={summary.agent?.name ?? ''} commands={commands} reading={reading} wanted={replyWanted} />
            ) : (
              <div className={classes.composer} />
            )}
          </>
        )}
      </DropArea>
      {wide ? (
        <aside className={classes.facts} aria-label={t('ticket.facts')}>
          {begun && <Facts ticket={ticket} commands={commands} closing={closing} onAskSender={askSender} />}
        </aside>
      ) : (
        <Drawer opened={factsOpen} onClose={() => setFactsOpen(false)} position="right" size={340} title={t('ticket.facts')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
          <Facts ticket={ticket} commands={commands} closing={closing} onAskSender={askSender} />
        </Drawer>
      )}
      {closing.dialog}
      <TicketKeys ticket={summary} standing={standing} closing={closing} composer={composer} onEarlyReply={() => setReplyWanted(true)} />
      {showingRuns && (
        <Suspense>
          <TicketRuns ticket={summary.id} onClose={() => setShowingRuns(false)} />
        </Suspense>
      )}
      {askingSender && (
        <Suspense>
          <SenderDialog ticket={summary} onClose={() => setAskingSender(false)} />
        </Suspense>
      )}
    </div>
  )
}
