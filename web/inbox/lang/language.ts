import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '../api/types'
import en from './en.json'
import pl from './pl.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof pl }
  }
}

const REMEMBERED = 'rozmowa.locale'

/** Polish unless this browser remembers otherwise; after login the profile decides. */
export function startLanguage(): void {
  const remembered = localStorage.getItem(REMEMBERED)
  void i18next.use(initReactI18next).init({
    resources: { pl: { translation: pl }, en: { translation: en } },
    lng: remembered === 'en' ? 'en' : 'pl',
    fallbackLng: 'pl',
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  })
  document.documentElement.lang = i18next.language
}

export function speak(locale: Locale): void {
  localStorage.setItem(REMEMBERED, locale)
  document.documentElement.lang = locale
  if (i18next.language !== locale) void i18next.changeLanguage(locale)
}
