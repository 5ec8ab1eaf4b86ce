import { useTranslation } from 'react-i18next'
import { PreferencesFields } from '../alerts/preferences-fields'
import { FieldSection } from '../form/field-section'

/** How this browser tells of what happens. */
export function AlertsSection() {
  const { t } = useTranslation()
  return (
    <FieldSection id="profile-alerts" title={t('menu.alerts')}>
      <PreferencesFields />
    </FieldSection>
  )
}
