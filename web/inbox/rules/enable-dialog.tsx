import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { asApiError } from '../api/error'
import type { RuleDraft } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { unready } from './draft'
import { TrialProgress } from './trial-progress'
import { oftenOf, useTrial } from './use-trial'

const MONTH_MS = 30 * 86_400_000
const MOST = 10_000
/** From so many times a day on it is worth a second look. */
const OFTEN_A_MONTH = 3000

interface Props {
  opened: boolean
  onClose: () => void
  rule: Pick<RuleDraft, 'triggers' | 'condition' | 'actions' | 'often' | 'period'>
  /** Its condition isn't what stands on the page yet. */
  unsettled?: boolean
  /** It is saved first. */
  unsaved?: boolean
  busy: boolean
  error: Error | null
  onEnable: () => void
}

/** Asks before a rule is switched on, and says how often it would have fired in the last 30 days. */
export function EnableDialog({ opened, onClose, rule, unsettled = false, unsaved = false, busy, error, onEnable }: Props) {
  const { t } = useTranslation()
  const problem = unready(rule)
  return (
    <Modal opened={opened} onClose={onClose} title={t('rules.enable.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Stack gap="sm">
        {problem ? <WarningNote>{t(`error.code.${problem}`)}</WarningNote> : <Forecast rule={rule} unsettled={unsettled} />}
        {!problem && (
          <Text size="sm" c="dimmed">
            {t('rules.enable.from')}
          </Text>
        )}
        {error && <ErrorNote error={asApiError(error)} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        {!problem && (
          <Button onClick={onEnable} loading={busy} data-autofocus>
            {unsaved ? t('rules.enable.saveAndEnable') : t('channels.action.enable')}
          </Button>
        )}
      </Group>
    </Modal>
  )
}

function Forecast({ rule: { triggers, condition, often, period }, unsettled }: Required<Pick<Props, 'rule' | 'unsettled'>>) {
  const { t } = useTranslation()
  const { trial, start, stop } = useTrial()
  const begin = () => start({ triggers, condition, ...oftenOf({ often, period }), last: MOST, since: new Date(Date.now() - MONTH_MS).toISOString(), counts: true })
  // Once for every opening, of the condition that stands on the page.
  useEffect(() => {
    if (!unsettled) begin()
  }, [unsettled, condition])
  if (!trial) return null
  if (trial.error) return <ErrorNote error={trial.error} {...(trial.error.passing && { retry: begin })} />
  return (
    <>
      {trial.state === 'running' && <TrialProgress trial={trial} onStop={stop} />}
      <div role="status">
        {trial.state !== 'running' && (
          <>
            <Text fw={600}>{trial.times === 0 ? t('rules.enable.never') : t('rules.enable.times', { count: trial.times })}</Text>
            <Text size="sm" c="dimmed">
              {trial.state === 'stopped' ? t('rules.enable.stopped', { looked: trial.looked }) : t('rules.enable.tickets', { matched: trial.matched, looked: trial.looked })}
            </Text>
          </>
        )}
      </div>
      {trial.times >= OFTEN_A_MONTH && <WarningNote>{t('rules.enable.often')}</WarningNote>}
    </>
  )
}
