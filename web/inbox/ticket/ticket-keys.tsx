import { type RefObject, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { TicketSummary } from '../api/types'
import type { ComposerHandle } from '../composer/composer'
import { useKeys } from '../keyboard/use-keys'
import { may, useMe } from '../session/me'
import { lazyPart } from '../shell/lazily'
import { useNeighbours } from '../tickets/use-neighbours'
import type { Closing } from './closing'
import type { Standing } from './standing'

const AssignOne = lazyPart(() => import('../tickets/assign-one'))

/** How a ticket was come to, by the history's entry. */
interface Walk {
  step: 'next' | 'previous'
}

function walk(): Walk['step'] | undefined {
  const state: unknown = history.state
  if (typeof state !== 'object' || state === null || !('step' in state)) return undefined
  return state.step === 'next' || state.step === 'previous' ? state.step : undefined
}

interface Props {
  ticket: TicketSummary
  standing: Standing
  closing: Closing
  composer: RefObject<ComposerHandle | null>
  /** A reply is wanted before there is a composer. */
  onEarlyReply: () => void
}

/** The keys of a ticket's page. */
export function TicketKeys({ ticket, standing, closing, composer, onEarlyReply }: Props) {
  const [, navigate] = useLocation()
  const { previous, next } = useNeighbours(ticket.id)
  const writes = may(useMe(), 'ticket.write')
  const [assigning, setAssigning] = useState<boolean>()
  const go = (path: string | undefined, step: Walk['step']) => {
    if (path === undefined) return false
    navigate(path, { state: { step } satisfies Walk })
  }
  useEffect(() => {
    // Who walks from ticket to ticket by keys has the arrow in hand, not the composer, where they would be written.
    const step = walk()
    if (step) document.querySelector<HTMLElement>(`#main a[data-step="${step}"], #main a[data-step]`)?.focus()
  }, [])
  useKeys({
    next: () => go(next, 'next'),
    previous: () => go(previous, 'previous'),
    reply: () => (composer.current ? composer.current.focus() : onEarlyReply()),
    // As the button: what another agent has isn't closed by a key.
    close: () => (standing === 'mine' || standing === 'joined' ? closing.start() : false),
    assign: () => (writes && ticket.state !== 'closed' ? setAssigning(true) : false),
  })
  useEffect(() => {
    // Out of what is being written, to the page, where the keys are.
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !(event.target instanceof HTMLTextAreaElement)) return
      if (event.target.closest('#main') && event.target.getAttribute('aria-expanded') !== 'true') document.getElementById('main')?.focus()
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [])
  return (
    assigning !== undefined && (
      <Suspense>
        <AssignOne ticket={ticket} opened={assigning} onClose={() => setAssigning(false)} />
      </Suspense>
    )
  )
}
