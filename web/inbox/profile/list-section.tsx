import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { DefaultListField } from '../tickets/default-list-field'

/** The list that the inbox begins with. */
export function ListSection() {
  const { t } = useTranslation()
  return (
    <FieldSection id="profile-list" title={t('profile.list')}>
      <DefaultListField />
    </FieldSection>
  )
}
