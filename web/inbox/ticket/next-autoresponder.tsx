import { Button, Text } from '@mantine/core'
import type { TicketSummary } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import type { Choice } from './patch'

interface Props {
  ticket: TicketSummary
  change: (choice: Choice) => void
  busy: boolean
}

/** That the next autoresponder is switched off, and the way back. Nothing while it is on. */
export function NextAutoresponder({ ticket, change, busy }: Props) {
  const { t } = useTranslation()
  if (!ticket.nextAutoresponderOff) return null
  return (
    <WarningNote>
      <Text size="sm">{t('quick.autoresponderIsOff')}</Text>
      <Button size="compact-xs" variant="default" mt={6} loading={busy} onClick={() => change({ property: 'next_autoresponder', value: 'on' })}>
        {t('quick.autoresponderUndo')}
      </Button>
    </WarningNote>
  )
}
