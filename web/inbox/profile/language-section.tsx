import { SegmentedControl } from '@mantine/core'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { LANGUAGES } from '../shell/language-switch'
import { useComplaint } from '../shell/use-complaint'
import { useSaveProfile } from './profile'

/** The language of the whole inbox. */
export function LanguageSection() {
  const { t } = useTranslation()
  const me = useMe()
  const save = useSaveProfile()
  const complain = useComplaint()
  return (
    <FieldSection id="profile-language" title={t('menu.language')}>
      <div>
        <SegmentedControl
          aria-labelledby="profile-language"
          value={me.locale}
          disabled={save.isPending}
          onChange={(value) => save.mutate({ locale: value === 'en' ? 'en' : 'pl' }, { onError: complain })}
          data={[...LANGUAGES]}
        />
      </div>
    </FieldSection>
  )
}
