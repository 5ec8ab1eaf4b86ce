import type { Locale } from '../../shared/contract'

const KB = 1024
const MB = 1024 * KB

/** "820 kB", "10,1 MB": rounded up, so that what is over a limit never reads as the limit. */
export function bytesInWords(bytes: number, lang: Locale): string {
  const [unit, name, steps] = bytes < 1000 * KB ? [KB, 'kB', 1] : [MB, 'MB', 10]
  return `${new Intl.NumberFormat(lang === 'en' ? 'en-GB' : lang).format(Math.ceil((bytes / unit) * steps) / steps)} ${name}`
}
