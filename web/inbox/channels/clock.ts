/** Minutes of a day's end. */
export const DAY_END = 1440

/** Minutes after midnight as a clock shows them: 540 is "09:00", 1440 is "24:00". */
export function clockOf(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** What is typed as a time of day, in minutes: "9", "9:30", "9.30", "930", "24:00". Undefined when it is none. */
export function minutesOf(typed: string): number | undefined {
  const match = /^(\d{1,2})(?:\s*[:.,h ]?\s*(\d{2}))?$/.exec(typed.trim())
  if (!match) return undefined
  const hours = Number(match[1])
  const minutes = Number(match[2] ?? 0)
  const all = hours * 60 + minutes
  return minutes < 60 && all <= DAY_END ? all : undefined
}
