import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { Locale } from '../api/types'
import { speak } from './language'
import { useTranslation } from './translation'

/** Goes over to a language, and says so where its texts can't be had. */
export function useSpeak(): (locale: Locale) => void {
  const { t } = useTranslation()
  return (locale) => {
    speak(locale).catch(() => notifications.show({ color: 'red', message: t('unloaded'), closeButtonProps: { 'aria-label': t('dismissNote') } }))
  }
}

/** Speaks the given language from now on. */
export function useLanguage(locale: Locale): void {
  const speak = useSpeak()
  useEffect(() => speak(locale), [locale])
}
