import type { Entry, Locale } from '../../shared/contract'
import { fill, textsIn } from '../texts'
import { moment } from '../time'

/** An operation in words; '' for one this widget doesn't know yet. */
export function operationText({ author, operation }: Entry, lang: Locale, now: Date): string {
  const texts = textsIn(lang)
  const { name } = author
  switch (operation?.type) {
    case 'joined':
      return fill(texts.joined, { name })
    case 'took_over':
      return fill(texts.tookOver, { name })
    case 'after_hours':
      return operation.opensAt ? fill(texts.afterHours, { when: moment(new Date(operation.opensAt), now, lang, texts) }) : texts.afterHoursUnknown
    case 'closed':
      return {
        customer: texts.closedByCustomer,
        agent: name ? fill(texts.closedByAgent, { name }) : texts.closedByRule,
        silence: texts.closedBySilence,
        rule: texts.closedByRule,
      }[operation.by ?? 'rule']
  }
  return texts.done[operation?.type ?? ''] ?? ''
}
