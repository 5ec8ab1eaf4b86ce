import type { Availability, OpeningHours } from '../api/types'
import { useOpening } from './use-check'

/** Whether a chat with these hours is open now, and when it opens next: after the coming closing, where it is open. */
export function useNextOpening(hours: OpeningHours): { availability?: Availability; nextOpen?: string; error: Error | null } {
  const now = useOpening(hours)
  const availability = now.error ? undefined : now.data?.availability
  const until = availability?.until
  const later = useOpening(hours, until ?? null)
  const nextOpen = availability?.open ? (until === undefined ? undefined : later.data?.availability.nextOpen) : availability?.nextOpen
  return { ...(availability && { availability }), ...(nextOpen !== undefined && { nextOpen }), error: now.error }
}
