import type { RuleTrigger, RuleWord } from '../api/types'
import { useTranslation } from '../lang/translation'
import { weekdayName } from '../time/dates'
import { useContextName, useStatusName } from '../vocabulary/vocabulary'
import { splitExactly, splitLength } from './lasting'

/** A length of time in full: "3 dni". */
export function useLengthText(): (seconds: number) => string {
  const { t } = useTranslation()
  return (seconds) => {
    const { count, unit } = splitLength(seconds)
    return t(`rules.length.${unit}`, { count })
  }
}

/** How long something had lasted: to the second, since that is what a condition compares. "1 godzinę 5 sekund". */
export function useLastedText(): (seconds: number) => string {
  const { t } = useTranslation()
  return (seconds) =>
    splitExactly(seconds)
      .map(({ count, unit }) => t(`rules.length.${unit}`, { count }))
      .join(' ')
}

/** An event in words, with its length where time brings it. */
export function useEventText(): (trigger: RuleTrigger) => string {
  const { t } = useTranslation()
  const length = useLengthText()
  return ({ event, after }) => (after === undefined ? t(`rules.event.${event}`) : t(`rules.eventAfter.${event as 'waiting'}`, { time: length(after) }))
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/**
 * A word as conditions have it, in the reader's language; the company's own words are names already. `of` is the name or
 * the ready condition that it belongs to: `ticket.status`, `status`.
 */
export function useWordText(): (of: string, word: Pick<RuleWord, 'word' | 'builtin'>) => string {
  const { t, i18n } = useTranslation()
  const statusName = useStatusName()
  const contextName = useContextName()
  return (of, { word, builtin }) => {
    if (word === '') return t('rules.word.nothing')
    if (!builtin) return word
    const last = of.slice(of.lastIndexOf('.') + 1)
    const key = word as never
    const own = { defaultValue: word }
    if (WEEKDAYS.includes(word)) return weekdayName(WEEKDAYS.indexOf(word), i18n.language)
    if (last.startsWith('status')) return statusName(word)
    if (last.startsWith('context')) return contextName(word)
    if (last.startsWith('priority')) return t(`priority.${key as 'low'}`, own)
    if (last.startsWith('sentiment')) return t(`sentiment.${key as 'neutral'}`, own)
    if (last.startsWith('language')) return t(`language.${key as 'pl'}`, own)
    if (last === 'event') return t(`rules.event.${key as 'closed'}`, own)
    return t(`rules.word.${key as 'customer'}`, own)
  }
}

