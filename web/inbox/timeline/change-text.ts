import type { TFunction } from 'i18next'
import type { Operation } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useContextName, useStatusName } from '../vocabulary/vocabulary'

type Change = NonNullable<Operation['change']>

interface Names {
  status: (key: string, own?: string) => string
  context: (key: string, own?: string) => string
}

/** What was changed, with names as they were then; `name` is who did it. */
export function changeText({ property, value, was, name: valueName = '', wasName = '' }: Change, name: string, t: TFunction, names: Names): string {
  const fromTo = (part: 'status' | 'priority' | 'team' | 'sentiment' | 'context', word: (key: string, own: string) => string) => {
    const title = t(`property.${part}`)
    const now = value === '' ? t('property.none') : word(value, valueName)
    return was === ''
      ? t('operation.changed.set', { property: title, value: now, name })
      : t('operation.changed.fromTo', { property: title, was: word(was, wasName), value: now, name })
  }
  switch (property) {
    case 'status':
      return fromTo('status', names.status)
    case 'context':
      return fromTo('context', names.context)
    case 'priority':
      return fromTo('priority', (key) => t(`priority.${key as 'low'}`))
    case 'sentiment':
      return fromTo('sentiment', (key) => t(`sentiment.${key as 'neutral'}`))
    case 'team':
      return fromTo('team', (_, own) => own)
    case 'inbox': // it stands in one by its chat too, so both have names whatever the values are
      return wasName === '' || wasName === valueName
        ? t('operation.changed.set', { property: t('property.inbox'), value: valueName, name })
        : t('operation.changed.fromTo', { property: t('property.inbox'), was: wasName, value: valueName || t('property.none'), name })
    case 'next_autoresponder':
      if (value === 'off') return t('operation.changed.autoresponder_off', { name })
      return name === '' ? t('operation.changed.autoresponder_skipped') : t('operation.changed.autoresponder_on', { name })
    case 'autoresponders':
      return t('operation.changed.autoresponders_on', { name })
    case 'agent':
      return value === ''
        ? t('operation.changed.unassigned', { was: wasName, name })
        : t('operation.changed.assigned', { value: valueName, name })
    case 'tag_added':
    case 'tag_removed':
    case 'watcher_added':
    case 'watcher_removed':
      return t(`operation.changed.${property}`, { value: valueName, name })
    default:
      // A newer server may change what this page has no words for.
      return t('operation.other')
  }
}

export function useChangeText(): (change: Change, name: string) => string {
  const { t } = useTranslation()
  const status = useStatusName()
  const context = useContextName()
  return (change, name) => changeText(change, name, t, { status, context })
}
