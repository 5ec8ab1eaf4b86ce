import { SegmentedControl } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { useSpeak } from '../lang/use-language'

/** Each language in its own name, so that it is found by who needs it. */
export const LANGUAGES = [
  { value: 'pl', label: 'Polski' },
  { value: 'en', label: 'English' },
] as const

/** For a browser that nobody has logged in on; agents have theirs in the profile. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const speak = useSpeak()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('menu.language')}
      value={i18n.language}
      onChange={(language) => speak(language === 'en' ? 'en' : 'pl')}
      data={[...LANGUAGES]}
    />
  )
}
