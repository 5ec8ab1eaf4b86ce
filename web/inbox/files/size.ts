const KB = 1024
const MB = KB * KB

const kept = new Map<string, { kilo: Intl.NumberFormat; mega: Intl.NumberFormat }>()

/** A file's size in words: "340 kB", "1,2 MB". */
export function sizeWords(bytes: number, locale: string): string {
  let formats = kept.get(locale)
  if (!formats) {
    const unit = (name: string, maximumFractionDigits: number) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits })
    formats = { kilo: unit('kilobyte', 0), mega: unit('megabyte', 1) }
    kept.set(locale, formats)
  }
  return bytes < MB ? formats.kilo.format(Math.min(1023, Math.ceil(bytes / KB))) : formats.mega.format(bytes / MB)
}
