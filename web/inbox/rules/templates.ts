import { type Icon, IconClockOff, IconHourglassEmpty, IconMessageReply, IconMoodAngry, IconPackageExport, IconStar } from '@tabler/icons-react'
import { type EditedRule, NEW_RULE } from './draft'

/** A rule to begin from. What only the company knows (its tags, teams) is left open and asked for. */
export interface Template {
  /** Where its name and description stand in the language files. */
  readonly word: 'afterHours' | 'greeting' | 'vip' | 'returns' | 'angry' | 'silence'
  readonly icon: Icon
  readonly rule: Partial<EditedRule>
}

/** For customers, so in both languages whatever the reader's is. */
const TEXTS = {
  afterHours: {
    pl: 'Dzień dobry! Teraz nas nie ma, ale wiadomość już do nas dotarła. Odpowiemy w godzinach pracy: {hours}.',
    en: 'Hello! We are away right now, but your message has reached us. We will answer during opening hours: {hours}.',
  },
  greeting: {
    pl: 'Dzień dobry, {customer.firstName}! Dziękujemy za wiadomość. Zaraz ktoś z nas odpisze.',
    en: 'Hello {customer.firstName}! Thank you for your message. One of us will answer shortly.',
  },
  silence: {
    pl: 'Zamykamy tę rozmowę, bo od kilku dni nie ma w niej nowych wiadomości. Jeśli sprawa jest nadal aktualna, wystarczy napisać.',
    en: 'We are closing this conversation, as there has been nothing new for a few days. If you still need us, just write.',
  },
}

export const TEMPLATES: readonly Template[] = [
  {
    word: 'afterHours',
    icon: IconClockOff,
    rule: {
      triggers: [{ event: 'first_message' }],
      condition: 'not channel.open',
      actions: [{ kind: 'autoresponder', texts: TEXTS.afterHours }],
      often: 'once_per_ticket',
    },
  },
  {
    word: 'greeting',
    icon: IconMessageReply,
    rule: {
      triggers: [{ event: 'first_message' }],
      condition: 'channel.open',
      actions: [{ kind: 'autoresponder', texts: TEXTS.greeting }],
      often: 'once_per_ticket',
    },
  },
  {
    word: 'vip',
    icon: IconStar,
    rule: {
      triggers: [{ event: 'first_message' }],
      condition: 'orders.count >= 5',
      actions: [
        { kind: 'priority', value: 'high' },
        { kind: 'tag_added', value: '' },
      ],
      often: 'once_per_ticket',
    },
  },
  {
    word: 'returns',
    icon: IconPackageExport,
    rule: { triggers: [{ event: 'customer_message' }], condition: 'context == "return"', actions: [{ kind: 'team', value: '' }], often: 'once_per_ticket' },
  },
  {
    word: 'angry',
    icon: IconMoodAngry,
    rule: { triggers: [{ event: 'customer_message' }], condition: 'sentiment == "negative"', actions: [{ kind: 'priority', value: 'urgent' }] },
  },
  {
    word: 'silence',
    icon: IconHourglassEmpty,
    rule: {
      triggers: [{ event: 'customer_silent', after: 259_200 }],
      actions: [{ kind: 'autoresponder', texts: TEXTS.silence }, { kind: 'close' }],
    },
  },
]

/** The rule that a template makes, by its word; a blank one for any other. */
export function ruleOf(word: string | null): { template: Template | undefined; rule: EditedRule } {
  const template = TEMPLATES.find((one) => one.word === word)
  return { template, rule: { ...NEW_RULE, ...template?.rule } }
}
