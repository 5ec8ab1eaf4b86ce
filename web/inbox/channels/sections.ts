import type { ChannelDraft } from '../api/types'
import { tidyHours } from './hours'

/** The editor's sections in their order, with the settings that stand in each. */
const SETTINGS = {
  basics: ['name', 'shopUrl', 'origins', 'enabled', 'inbox'],
  look: ['look'],
  form: ['form', 'welcome'],
  targeting: ['targeting'],
  hours: ['hours'],
  afterHours: ['afterHours', 'afterHoursText'],
  agents: ['agents'],
} as const satisfies Record<string, readonly (keyof ChannelDraft)[]>

export type Section = keyof typeof SETTINGS
export const SECTIONS = Object.keys(SETTINGS) as Section[]

/** The sections in which two drafts mean different things. */
export function differing(a: ChannelDraft, b: ChannelDraft): Section[] {
  const [one, other] = [tidy(a), tidy(b)]
  return SECTIONS.filter((section) => SETTINGS[section].some((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name])))
}

/** One form for what means the same. */
export function tidy(draft: ChannelDraft): ChannelDraft {
  const { primary, secondary, side, offset } = draft.look
  return {
    ...draft,
    look: { primary: primary.toLowerCase(), secondary: secondary.toLowerCase(), side, offset },
    targeting: { list: draft.targeting.list, paths: draft.targeting.paths },
    hours: tidyHours(draft.hours),
    agents: [...draft.agents].sort(),
  }
}

/** The section in which a field of the contract stands; undefined for one that a newer server made. */
export function sectionOf(field: string): Section | undefined {
  const setting = field.split('.')[0]
  return SECTIONS.find((section) => SETTINGS[section].some((name) => name === setting))
}
