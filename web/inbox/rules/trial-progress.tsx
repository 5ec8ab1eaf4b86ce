import { Button, Group, Progress, Text } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import type { Trial } from './use-trial'

/** How far a trial is, and the way to stop it. */
export function TrialProgress({ trial, onStop }: { trial: Trial; onStop: () => void }) {
  const { t } = useTranslation()
  const percent = Math.min(100, Math.round((trial.looked / trial.of) * 100))
  return (
    <Group wrap="nowrap" gap="md">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm">{t('rules.try.looked', { looked: trial.looked, of: trial.of })}</Text>
        <Progress value={percent} aria-label={t('bulk.progress')} mt={6} />
      </div>
      <Button size="xs" variant="default" onClick={onStop}>
        {t('rules.try.stop')}
      </Button>
    </Group>
  )
}
