/** Forms by CLDR plural category; `other` stands in for those a language lacks. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** The form for `n`, with `#` replaced by the number. */
export function plural(lang: string, n: number, forms: Forms): string {
  return (forms[new Intl.PluralRules(lang).select(n)] ?? forms.other).replace('#', String(n))
}
