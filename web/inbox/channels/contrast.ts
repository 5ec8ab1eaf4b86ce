import { contrast } from '../../widget/shared/colour'

/** WCAG 2.2 AA for text of any size. */
export const READABLE = 4.5

export function readable(a: string, b: string): boolean {
  return contrast(a, b) >= READABLE
}

/** The colour nearest to `wanted`, towards black or white, that can be read on `background`. */
export function nearestReadable(wanted: string, background: string): string {
  const from = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16))
  for (let step = 0; step <= 255; step++) {
    const passing = [0, 255]
      // The distance, not the share: a step is as long towards black as towards white.
      .map((target) => hex(from.map((part) => (target > part ? Math.min(target, part + step) : Math.max(target, part - step)))))
      .find((mixed) => readable(mixed, background))
    if (passing) return passing
  }
  return contrast('#000000', background) >= contrast('#ffffff', background) ? '#000000' : '#ffffff'
}

/** A typed colour as #rrggbb: with or without "#", three or six digits, or three numbers. Undefined when it is none. */
export function hexOf(typed: string): string | undefined {
  const text = typed.trim().toLowerCase()
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/.exec(text)?.[1]
  if (digits) return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`
  const parts = /^(?:rgb\()?\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)?$/.exec(text)?.slice(1).map(Number)
  return parts?.every((part) => part <= 255) ? hex(parts) : undefined
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
