import { Text } from '@mantine/core'
import { FieldSection } from '../form/field-section'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { clockTime, exactTime } from '../time/dates'
import type { ModelSettings } from './model-draft'

/** How the model has been since it was saved. */
export function ModelStatus({ saved: { settings, answeredAt, failures, failure, restsUntil } }: { saved: ModelSettings }) {
  const { t, i18n } = useTranslation()
  const exact = (at: string) => exactTime(new Date(at), i18n.language)
  const why = failure && t(`settings.model.problem.${failure.problem}`)
  const failed = failure && (
    <Text size="sm">
      {t('settings.model.status.failed', { time: exact(failure.at) })} {why}
      {failure.status !== undefined && ` (HTTP ${failure.status})`}
    </Text>
  )
  return (
    <FieldSection id="model-status" title={t('settings.model.status.title')}>
      {/* It is told anew when it changes by itself. */}
      <div role="status">
        {!settings.enabled ? (
          <Text size="sm">{t('settings.model.status.off')}</Text>
        ) : failures > 0 ? (
          <WarningNote title={restsUntil === undefined ? t('settings.model.status.failing') : t('settings.model.status.resting', { time: clockTime(new Date(restsUntil), i18n.language) })}>
            {failed}
            <Text size="sm">{t('settings.model.status.meanwhile')}</Text>
          </WarningNote>
        ) : (
          <>
            <Text size="sm">
              {answeredAt === undefined ? t('settings.model.status.unasked') : t('settings.model.status.answered', { time: exact(answeredAt) })}
            </Text>
            {failed}
          </>
        )}
      </div>
    </FieldSection>
  )
}
