import type { TicketFilter } from '../api/types'

/** The local calendar day in which a bound stands, as date fields have it; of an exclusive end the day before it. */
export function dayOf(at: string | undefined, end: boolean): string {
  if (at === undefined) return ''
  const date = new Date(Date.parse(at) - (end ? 1 : 0))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The bound of a date field's day: its local midnight, for an exclusive end the next one. */
export function boundOf(day: string, end: boolean): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (year === undefined || month === undefined || date === undefined || year < 1000) return undefined
  const midnight = new Date(year, month - 1, date + (end ? 1 : 0))
  return Number.isNaN(midnight.getTime()) ? undefined : midnight.toISOString()
}

/** The filter without a field. */
export function without(filter: TicketFilter, field: keyof TicketFilter): TicketFilter {
  const { [field]: _, ...rest } = filter
  return rest
}
