import * as en from '../../lang/extras/en'
import * as pl from '../../lang/extras/pl'
import type { Locale } from '../../shared/contract'
import type { Texts } from '../texts'

/** The extras' own texts beside the window's. */
export type ExtrasTexts = Texts & typeof pl.extras

export function extrasTexts(lang: Locale, texts: Texts): ExtrasTexts {
  return { ...texts, ...(lang === 'en' ? en.extras : pl.extras) }
}
