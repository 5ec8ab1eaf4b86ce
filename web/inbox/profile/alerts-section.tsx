import { PreferencesFields } from '../alerts/preferences-fields'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'

/** How this browser tells of what happens. */
export function AlertsSection() {
  const { t } = useTranslation()
  return (
    <FieldSection id="profile-alerts" title={t('menu.alerts')}>
      <PreferencesFields />
    </FieldSection>
  )
}
