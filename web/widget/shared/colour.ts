// The shop chooses two colours; readability (WCAG 2.2 AA) is not for it to lose by accident.

type Rgb = readonly [number, number, number]

const parse = (hex: string): Rgb => {
  const n = parseInt(hex.slice(1), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}

const format = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const c = part / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two #rrggbb colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Enough for text of any size. */
const READABLE = 4.5

/** `wanted` where it can be read on `background`, else black or white. */
export function textOn(background: string, wanted: string): string {
  if (contrast(background, wanted) >= READABLE) return wanted
  return contrast(background, '#ffffff') >= contrast(background, '#000000') ? '#ffffff' : '#000000'
}

/** `colour` moved towards black or white as far as it takes to be read on `surface`. */
export function readableOn(surface: string, colour: string): string {
  const target = luminance(parse(surface)) > 0.18 ? 0 : 255
  const from = parse(colour)
  for (let step = 0; step <= 20; step++) {
    const mixed = format(from.map((part) => part + ((target - part) * step) / 20) as unknown as Rgb)
    if (contrast(mixed, surface) >= READABLE) return mixed
  }
  return target ? '#ffffff' : '#000000'
}
