import type { Availability } from '../api/types'
import { useTranslation } from '../lang/translation'
import { timeInZone } from '../time/dates'
import { useNow } from '../time/now'
import { knownZone } from '../time/zone'

/** Words a moment as a chat's zone shows it, naming the zone where the reader's clocks show something else. */
export function useZoneTime(zone: string): (at: string, near?: number) => string {
  const { t, i18n } = useTranslation()
  const now = useNow()
  return (at, near = now) => {
    const { text, foreign } = timeInZone(new Date(at), near, i18n.language, knownZone(zone))
    return foreign ? t('channels.availability.zone', { time: text, zone }) : text
  }
}

/** Whether a chat is open and until when, in a few words for a list. */
export function useAvailabilityWords(zone: string): (availability: Availability) => string {
  const { t } = useTranslation()
  const time = useZoneTime(zone)
  return ({ open, until, nextOpen }) => {
    if (open) return until === undefined ? t('channels.availability.always') : t('channels.availability.until', { time: time(until) })
    return nextOpen === undefined ? t('channels.availability.never') : t('channels.availability.opens', { time: time(nextOpen) })
  }
}
