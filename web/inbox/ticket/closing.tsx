import { Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { saidIn } from '../timeline/said'
import type { ReadingView } from '../timeline/use-reading'
import { customerWrote, type Commands } from './opening'

export interface Closing {
  readonly start: () => void
  readonly dialog: ReactNode
}

/**
 * Closing says what the agent has seen. When the customer wrote meanwhile it doesn't happen: the new
 * words come on screen first, and only who still wants to closes over them.
 */
export function useClosing(commands: Commands, reading: ReadingView): Closing {
  const { t } = useTranslation()
  const complain = useComplaint()
  const [asking, setAsking] = useState(false)
  const last = reading.messages.findLast((entry) => entry.author.kind === 'customer')

  const close = (seenSeq: number) =>
    commands.close.mutate(seenSeq, {
      onSuccess: () => setAsking(false),
      onError: (thrown) => {
        if (!customerWrote(thrown)) {
          setAsking(false)
          complain(thrown)
          return
        }
        reading.catchUp()
        setAsking(true)
      },
    })

  return {
    // Zero would close over whatever was written.
    start: () => close(Math.max(1, reading.seen())),
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
          <Button color="red.8" onClick={() => close(Math.max(1, reading.through()))} loading={commands.close.isPending}>
            {t('closing.anyway')}
          </Button>
        </Group>
      </Modal>
    ),
  }
}
