import type { GeneralSettings } from '../api/types'
import type { Versioned } from '../form/use-editing'

/** The server's limits (desk/company.go). */
export const MIN_ANSWER_HOURS = 1
export const MAX_ANSWER_HOURS = 720

export interface GeneralDraft {
  /** As typed: empty while somebody types. */
  answerHours: number | string
}

export const GENERAL_FIELDS = ['answerHours'] as const satisfies (keyof GeneralDraft)[]
export type GeneralField = (typeof GENERAL_FIELDS)[number]

export function generalSettingsOf({ version, answerHours }: GeneralSettings): Versioned<GeneralDraft> {
  return { version, settings: { answerHours } }
}

export function differing(a: GeneralDraft, b: GeneralDraft): GeneralField[] {
  return GENERAL_FIELDS.filter((field) => String(a[field]) !== String(b[field]))
}

/** What is wrong before anybody is asked, by the server's code. */
export function hoursProblem(hours: number | string): 'answer_hours' | undefined {
  const number = typeof hours === 'string' ? (hours === '' ? NaN : Number(hours)) : hours
  return Number.isInteger(number) && number >= MIN_ANSWER_HOURS && number <= MAX_ANSWER_HOURS ? undefined : 'answer_hours'
}
