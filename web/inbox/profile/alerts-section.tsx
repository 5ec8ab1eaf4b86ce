import { useTranslation } from 'react-i18next'
import { FieldSection } from '../form/field-section'
import { AlertFields } from './alert-fields'

/** How this browser tells of what happens. */
export function AlertsSection() {
  const { t } = useTranslation()
  return (
    <FieldSection id="profile-alerts" title={t('menu.alerts')}>
      <AlertFields />
    </FieldSection>
  )
}
