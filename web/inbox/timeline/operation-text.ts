import type { Entry } from '../api/types'
import { useTranslation } from '../lang/translation'
import { clockTime, openingTime } from '../time/dates'
import { useChangeText } from './change-text'
import { useOrderText } from './order-text'

/** What happened, in words that fit anyone's gender. */
export function useOperationText(): (entry: Entry) => string {
  const { t, i18n } = useTranslation()
  const changeText = useChangeText()
  const { text: orderText } = useOrderText()
  return ({ author, operation }) => {
    const name = author.rule ? t('timeline.rule', { name: author.rule.name }) : author.name
    switch (operation?.type) {
      case 'joined':
        return t('operation.joined', { name })
      case 'took_over':
        return t('operation.took_over', { name })
      case 'wait_notice':
        return t('operation.wait_notice')
      case 'after_hours':
        return operation.opensAt === undefined
          ? t('operation.after_hours')
          : t('operation.after_hoursUntil', { time: openingTime(new Date(operation.opensAt), i18n.language) })
      case 'silence_reminder':
        return t('operation.silence_reminder')
      case 'closed':
        if (author.rule) return t('operation.closed.ruleNamed', { name: author.rule.name })
        return operation.by === 'agent' ? t('operation.closed.agent', { name }) : t(`operation.closed.${operation.by ?? 'unknown'}`)
      case 'transcript_asked':
      case 'transcript_sent':
      case 'transcript_failed':
        return t(`operation.${operation.type}`)
      case 'reopened':
        return name === '' ? t('operation.reopened') : t('operation.reopenedBy', { name })
      case 'rule_action_failed':
        return operation.nextTryAt === undefined
          ? t('operation.ruleFailed', { name: author.rule?.name ?? '' })
          : t('operation.ruleFailedUntil', { name: author.rule?.name ?? '', time: clockTime(new Date(operation.nextTryAt), i18n.language) })
      case 'rule_action_done':
        return t('operation.ruleDone', { name: author.rule?.name ?? '' })
      case 'autoresponders_stopped':
        return t('operation.autoresponders_stopped')
      case 'order_wished':
      case 'order_wish_ended':
        return operation.order ? orderText(operation.order, name) : t('operation.other')
      case 'changed':
        return operation.change ? changeText(operation.change, name) : t('operation.other')
      default:
        // A newer server may do what this page has no words for.
        return t('operation.other')
    }
  }
}
