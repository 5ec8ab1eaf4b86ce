import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '../api/types'
import type pl from './pl.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof pl }
  }
}

const REMEMBERED = 'rozmowa.locale'

// A language is a file of its own: nobody loads the one they don't read.
const TEXTS = { pl: () => import('./pl.json'), en: () => import('./en.json') }

/** Polish unless this browser remembers otherwise; after login the profile decides. Fails where the texts can't be had. */
export async function startLanguage(): Promise<void> {
  const locale = localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'pl'
  await i18next.use(initReactI18next).init({
    resources: { [locale]: { translation: (await TEXTS[locale]()).default } },
    lng: locale,
    fallbackLng: false, // both files have every text: lang.test.ts
    interpolation: { escapeValue: false }, // React escapes
  })
  document.documentElement.lang = locale
}

let wanted: Locale | undefined

/** Goes over to a language, once its texts are there; fails, and stays with the present one, where they can't be had. */
export async function speak(locale: Locale): Promise<void> {
  wanted = locale
  localStorage.setItem(REMEMBERED, locale)
  if (i18next.language === locale) return
  if (!i18next.hasResourceBundle(locale, 'translation')) {
    const texts = await TEXTS[locale]()
    i18next.addResourceBundle(locale, 'translation', texts.default)
  }
  if (wanted !== locale) return // chosen otherwise meanwhile
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
}
