import type { Locale } from '../shared/contract'
import * as en from '../lang/en'
import * as pl from '../lang/pl'

export type Texts = typeof pl.frame

export function textsIn(lang: Locale): Texts {
  return lang === 'en' ? en.frame : pl.frame
}

/** A text with its {placeholders} filled. */
export function fill(text: string, words: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
}
