import { Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import type { Commands } from './opening'
import type { Standing } from './standing'
import classes from './standing-line.module.css'

interface Props {
  standing: Standing
  ticket: TicketSummary
  commands: Commands
}

/** How the agent stands to the ticket, in words, with the way to change it. */
export function StandingLine({ standing, ticket, commands }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const name = ticket.agent?.name ?? ''
  return (
    <div role="status" className={classes.line} data-standing={standing}>
      <span>{standing === 'watching' && ticket.agent ? t('standing.watchingTaken', { name }) : t(`standing.${standing}`, { name })}</span>
      {standing === 'taken' && (
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
          {t('takeover.button')}
        </Button>
      )}
      {standing === 'free' && (
        <Button size="compact-sm" variant="default" loading={commands.join.isPending} onClick={() => commands.join.mutate()}>
          {t('standing.join')}
        </Button>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('takeover.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
        <Text size="sm">{t('takeover.text', { name })}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('cancel')}
          </Button>
          <Button
            data-autofocus
            loading={commands.takeOver.isPending}
            onClick={() => commands.takeOver.mutate(undefined, { onSettled: () => setAsking(false) })}
          >
            {t('takeover.button')}
          </Button>
        </Group>
      </Modal>
    </div>
  )
}
