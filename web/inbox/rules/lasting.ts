/** Lengths of time as people set them: a number and a unit. */
export const UNITS = ['minutes', 'hours', 'days'] as const
export type Unit = (typeof UNITS)[number]

const SECONDS: Record<Unit, number> = { minutes: 60, hours: 3600, days: 86_400 }

/** The largest unit of which a length is a whole number. */
export function splitLength(seconds: number): { count: number; unit: Unit } {
  const unit = UNITS.findLast((one) => seconds % SECONDS[one] === 0) ?? 'minutes'
  return { count: Math.max(1, Math.round(seconds / SECONDS[unit])), unit }
}

/** Every unit that a length has something of, the largest first; a length of nothing has 0 seconds. */
export function splitExactly(seconds: number): { count: number; unit: Unit | 'seconds' }[] {
  const parts: { count: number; unit: Unit | 'seconds' }[] = []
  let rest = Math.round(seconds)
  for (const unit of UNITS.toReversed()) {
    const count = Math.floor(rest / SECONDS[unit])
    rest -= count * SECONDS[unit]
    if (count > 0) parts.push({ count, unit })
  }
  if (rest > 0 || parts.length === 0) parts.push({ count: rest, unit: 'seconds' })
  return parts
}

/** In seconds. */
export function lengthOf(count: number, unit: Unit): number {
  return count * SECONDS[unit]
}

/** How many of a unit fit. */
export function mostOf(unit: Unit, maxSeconds: number): number {
  return Math.floor(maxSeconds / SECONDS[unit])
}
