import i18next from 'i18next'
import type { Locale } from '../api/types'
import type orders from './orders-pl.json'
import type pl from './pl.json'
import type baselinker from './baselinker-pl.json'
import type rules from './rules-pl.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof pl & typeof rules & typeof orders & typeof baselinker }
  }
}

const REMEMBERED = 'rozmowa.locale'

// A language is a file of its own: nobody loads the one they don't read.
const TEXTS = { pl: () => import('./pl.json'), en: () => import('./en.json') }

/** Texts of parts that most agents never open: each is loaded with its part. */
const PART_TEXTS = {
  rules: { pl: () => import('./rules-pl.json'), en: () => import('./rules-en.json') },
  orders: { pl: () => import('./orders-pl.json'), en: () => import('./orders-en.json') },
  baselinker: { pl: () => import('./baselinker-pl.json'), en: () => import('./baselinker-en.json') },
}
type Part = keyof typeof PART_TEXTS
const shownParts = new Set<Part>()

/** Polish unless this browser remembers otherwise; after login the profile decides. Fails where the texts can't be had. */
export async function startLanguage(): Promise<void> {
  const locale = localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'pl'
  await i18next.init({
    resources: { [locale]: { translation: (await TEXTS[locale]()).default } },
    lng: locale,
    fallbackLng: false, // both files have every text: lang.test.ts
    interpolation: { escapeValue: false }, // React escapes
  })
  document.documentElement.lang = locale
}

/** Loads a part's texts, in the present language and from now on in every other that is gone over to. */
export async function loadTexts(part: Part): Promise<void> {
  await addTexts(part, i18next.language as Locale)
  shownParts.add(part)
}

async function addTexts(part: Part, locale: Locale): Promise<void> {
  i18next.addResourceBundle(locale, 'translation', (await PART_TEXTS[part][locale]()).default, true)
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
  await Promise.all([...shownParts].map((part) => addTexts(part, locale)))
  if (wanted !== locale) return // chosen otherwise meanwhile
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
}
