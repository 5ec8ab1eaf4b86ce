import type { TFunction } from 'i18next'
import type { Operation } from '../api/types'
import { useTranslation } from '../lang/translation'

type OrderEvent = Pick<NonNullable<Operation['order']>, 'wish' | 'orderId' | 'kind' | 'status' | 'was' | 'note' | 'state' | 'error' | 'words'>

type Refusal = Pick<OrderEvent, 'orderId' | 'kind' | 'status' | 'error' | 'words'>

const REASONS = ['account_gone', 'order_gone', 'status_gone', 'comment_full', 'moved'] as const

/** Why BaseLinker, or what is known of it, said no. */
function reason({ error = '', words = '' }: Pick<OrderEvent, 'error' | 'words'>, t: TFunction): string {
  const known = REASONS.find((one) => one === error)
  if (known) return t(`operation.orderRefusal.${known}`)
  return words === '' ? t('operation.orderRefusal.code', { code: error }) : t('operation.orderRefusal.words', { words })
}

/** That something was refused, and why. */
export function refusedText(event: Refusal, t: TFunction): string {
  const { orderId: number, kind, status = '' } = event
  const why = reason(event, t)
  return kind === 'note' ? t('operation.order.note_refused', { number, why }) : t('operation.order.status_refused', { number, status, why })
}

/** What was wanted of BaseLinker, or what became of it; `name` is who wanted it. */
export function orderText(event: OrderEvent, name: string, t: TFunction): string {
  const { orderId: number, kind, status = '', was = '', note = '', state } = event
  switch (state) {
    case undefined:
      return kind === 'note' ? t('operation.order.note_wished', { number, note, name }) : t('operation.order.status_wished', { number, status, name })
    case 'refused':
      return refusedText(event, t)
    case 'done':
      if (kind === 'note') return t('operation.order.note_done', { number })
      return was === '' ? t('operation.order.status_done', { number, status }) : t('operation.order.status_changed', { number, was, status })
    case 'nothing':
      return kind === 'note' ? t('operation.order.note_nothing', { number }) : t('operation.order.status_nothing', { number, status })
    case 'overtaken':
      return t('operation.order.status_overtaken', { number, status })
  }
}

export function useOrderText() {
  const { t } = useTranslation()
  return {
    text: (event: OrderEvent, name: string) => orderText(event, name, t),
    refused: (event: Refusal) => refusedText(event, t),
  }
}
