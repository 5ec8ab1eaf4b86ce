const DAY = 86_400_000

/** This browser's own time zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The zones that this browser knows. "UTC" is one, though not every browser lists it. */
export function timeZones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]
}

/**
 * When the clocks of a zone show a wall time ("2026-03-29T02:30"). A time that they skip moves forward by as much as
 * they do, of one shown twice it is the first: the server's rule (desk/hours.go). Undefined when it isn't a time, or
 * the zone isn't known here.
 */
export function instantIn(zone: string, wall: string): Date | undefined {
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(wall) ? Date.parse(`${wall}Z`) : NaN
  if (Number.isNaN(local)) return undefined
  try {
    // A day away lies on one and the other side of the wall time's own instant, whatever the offset.
    const before = offsetAt(zone, local - DAY)
    const after = offsetAt(zone, local + DAY)
    const byBefore = local - before
    if (before === after || offsetAt(zone, byBefore) === before) return new Date(byBefore)
    const byAfter = local - after
    return new Date(offsetAt(zone, byAfter) === after ? byAfter : byBefore)
  } catch {
    return undefined
  }
}

/** What the zone's clocks show at a moment, as "2026-03-29T03:30". */
export function wallIn(zone: string, at: Date): string {
  return new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 16)
}

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. @throws RangeError for an unknown zone. */
function offsetAt(zone: string, at: number): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of clock(zone).formatToParts(at)) parts[type] = value
  const shown = Date.UTC(Number(parts['year']), Number(parts['month']) - 1, Number(parts['day']), Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return shown - Math.floor(at / 1000) * 1000
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, made)
  return made
}

/** The zone, or the reader's own where this browser doesn't know it. */
export function knownZone(zone: string): string {
  try {
    clock(zone)
    return zone
  } catch {
    return ownZone()
  }
}
