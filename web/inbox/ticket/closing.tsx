import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { saidIn } from '../timeline/said'
import type { ReadingView } from '../timeline/use-reading'
import { useTicketComplaint } from './complaint'
import { answeredAs, useCommand } from './opening'

export interface Closing {
  readonly start: () => void
  readonly isPending: boolean
  readonly dialog: ReactNode
}

/**
 * Closing says what the agent has seen. When the customer wrote meanwhile it doesn't happen: the new
 * words come on screen first, and only who still wants to closes over them. Who has walked on is told in a toast.
 */
export function useClosing(ticket: TicketSummary, reading: ReadingView): Closing {
  const { t } = useTranslation()
  const complain = useTicketComplaint(ticket)
  const command = useCommand(ticket.id)
  const [asking, setAsking] = useState(false)
  const last = reading.messages.findLast((entry) => entry.author.kind === 'customer')

  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => void (here.current = false)
  }, [])

  const { mutate: close, isPending } = useMutation({
    mutationFn: (seenSeq: number) =>
      command(answeredAs('closed', answer(api.POST('/api/v1/tickets/{ticketId}/close', { params: { path: { ticketId: ticket.id } }, body: { seenSeq } })))),
    onSuccess: () => setAsking(false),
    onError: (thrown) => {
      const asks = here.current && customerWrote(thrown)
      setAsking(asks)
      if (asks) reading.catchUp()
      else complain(thrown, 'close')
    },
  })

  return {
    // Zero would close over whatever was written.
    start: () => {
      if (!isPending) close(Math.max(1, reading.seen()))
    },
    isPending,
    dialog: (
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('closing.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
        <Text size="sm">{t('closing.text')}</Text>
        {last && (
          <Text component="blockquote" size="sm" m={0} mt="sm" p="sm" bg="var(--ground)" style={{ borderRadius: 8, overflowWrap: 'anywhere' }} lineClamp={6}>
            {saidIn(last)}
          </Text>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {t('closing.read')}
          </Button>
          <Button color="red.8" onClick={() => close(Math.max(1, reading.through()))} loading={isPending}>
            {t('closing.anyway')}
          </Button>
        </Group>
      </Modal>
    ),
  }
}

/** The customer wrote after the last entry that the agent had on screen. */
function customerWrote(thrown: unknown): boolean {
  const error = asApiError(thrown)
  return error.kind === 'conflict' && error.code === 'customer_wrote'
}
