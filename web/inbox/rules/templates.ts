import { type Icon, IconBolt, IconClockOff, IconHourglassEmpty, IconMessageReply, IconMoodAngry, IconPackageExport, IconStar } from '@tabler/icons-react'
import type { RuleLanguage } from '../api/types'
import { type EditedRule, NEW_RULE } from './draft'

export type Template = RuleLanguage['templates'][number]
type Key = Template['key']

const ICONS: Record<Key, Icon> = {
  after_hours: IconClockOff,
  first_answer: IconMessageReply,
  vip: IconStar,
  returns: IconPackageExport,
  angry: IconMoodAngry,
  silence: IconHourglassEmpty,
}

/** What stands for a template; one that a newer server made has the sign of all rules. */
export function iconOf(key: Key): Icon {
  return ICONS[key] ?? IconBolt
}

/** The rule that a template makes, under a name; a blank one without it. */
export function ruleFrom(template: Template | undefined, name: string): EditedRule {
  return template ? { ...template.settings, name } : NEW_RULE
}
