const kept = new Map<string, Intl.NumberFormat>()

/**
 * An amount in hundredths, in the reader's words: "249,00 zł". Without a currency that anybody knows, the number alone. What a
 * currency without coins has behind the point is shown where there is something: nothing is rounded.
 */
export function money(hundredths: number, currency: string, locale: string): string {
  const known = /^[A-Z]{3}$/.test(currency)
  const broken = hundredths % 100 !== 0
  const key = `${locale} ${known ? currency : ''} ${broken}`
  let format = kept.get(key)
  if (!format) {
    const language = locale === 'en' ? 'en-GB' : locale
    const digits = broken || !known ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : {}
    format = new Intl.NumberFormat(language, { ...digits, ...(known && { style: 'currency', currency }) })
    kept.set(key, format)
  }
  return format.format(hundredths / 100)
}
