import type { RuleAction, RuleActionKind, RuleDraft, RuleEvent, RuleTrigger } from '../api/types'
import { unknownIn } from '../canned/placeholders'
import { tidyName } from '../settings/word-draft'

/** An action as it is edited: `key` tells it from the others while they are moved. The server knows no keys. */
export type EditedAction = RuleAction & { key?: string }
export type EditedRule = Omit<RuleDraft, 'actions'> & { actions: EditedAction[] }

/** What a rule is made of, in the page's order. */
export const RULE_PARTS = ['name', 'description', 'triggers', 'condition', 'actions', 'often', 'stop'] as const
export type RulePart = (typeof RULE_PARTS)[number]

/** All events, by what they are about, in the page's order. */
export const EVENT_GROUPS = [
  { group: 'customer', events: ['ticket_created', 'first_message', 'customer_message'] },
  { group: 'agent', events: ['agent_joined', 'agent_reply', 'assigned'] },
  { group: 'change', events: ['status_set', 'priority_set', 'tag_assigned', 'closed', 'reopened'] },
  { group: 'time', events: ['waiting', 'unanswered', 'customer_silent'] },
] as const satisfies readonly { group: string; events: readonly RuleEvent[] }[]

const EVENTS: readonly RuleEvent[] = EVENT_GROUPS.flatMap(({ events }) => events)

/** The events that time brings, and what a new one begins with, in seconds. */
export const TIMED: Partial<Record<RuleEvent, number>> = { waiting: 300, unanswered: 3600, customer_silent: 259_200 }

/** In the order in which they are offered. */
export const ACTION_KINDS = [
  'autoresponder',
  'priority',
  'status',
  'tag_added',
  'tag_removed',
  'team',
  'agent',
  'least_busy',
  'watcher',
  'note',
  'notify',
  'close',
  'order_status',
  'order_note',
  'webhook',
] as const satisfies readonly RuleActionKind[]

/** Those that are about one thing, which stands in `value`. */
export const VALUED: ReadonlySet<RuleActionKind> = new Set(['status', 'priority', 'tag_added', 'tag_removed', 'agent', 'team', 'least_busy', 'watcher'])

export const MAX_RULE_NAME = 80
export const MAX_DESCRIPTION = 500
export const MAX_ACTIONS = 20
/** The longest text of an action, in characters. */
export const MAX_TEXT = 4000
/** How much fits into an order's comments in BaseLinker, in characters. */
export const MAX_ORDER_NOTE = 200

export const NEW_RULE: RuleDraft = { name: '', description: '', triggers: [], condition: '', actions: [], stop: false, often: 'every_time' }

/** An action without what it hasn't got yet. */
export function newAction(kind: RuleActionKind, key: string): EditedAction {
  switch (kind) {
    case 'autoresponder':
      return { key, kind, texts: { pl: '', en: '' } }
    case 'note':
      return { key, kind, text: '' }
    case 'notify':
      return { key, kind, text: '', agents: [] }
    case 'webhook':
      return { key, kind, url: '' }
    case 'close':
      return { key, kind }
    case 'order_status':
      return { key, kind, orders: 'newest' }
    case 'order_note':
      return { key, kind, text: '', orders: 'newest' }
    default:
      return { key, kind, value: '' }
  }
}

/** One form for what means the same: only what goes with each kind. */
export function tidy({ name, description, triggers, condition, actions, stop, often, period }: EditedRule): EditedRule {
  return {
    name: tidyName(name),
    description: description.trim(),
    triggers: EVENTS.flatMap((event) => unrepeated(triggers.filter((trigger) => trigger.event === event).map(tidyTrigger))),
    condition: condition.trim(),
    actions: actions.map((action, at) => ({ key: action.key ?? `saved-${at}`, ...plain(action), ...(action.hasSecret && { hasSecret: true }) })),
    stop,
    often,
    ...(often === 'once_per_period' && { period: period ?? 86_400 }),
  }
}

/** An event's times, each once, the shortest first. */
function unrepeated(triggers: RuleTrigger[]): RuleTrigger[] {
  const sorted = [...triggers].sort((a, b) => (a.after ?? 0) - (b.after ?? 0))
  return sorted.filter(({ after }, at) => at === 0 || after !== sorted[at - 1]?.after)
}

function tidyTrigger({ event, after }: RuleTrigger): RuleTrigger {
  const usual = TIMED[event]
  return usual === undefined ? { event } : { event, after: after ?? usual }
}

/** An action as it is sent. */
function plain({ kind, value = '', texts, text = '', agents = [], url = '', secret, account, orderStatus, orders = 'newest', source = '' }: EditedAction): RuleAction {
  if (VALUED.has(kind)) return { kind, value }
  switch (kind) {
    case 'autoresponder':
      return { kind, texts: { pl: texts?.pl ?? '', en: texts?.en ?? '' } }
    case 'note':
      return { kind, text }
    case 'notify':
      return { kind, text, agents: [...agents].sort() }
    case 'order_status':
      return { kind, ...(account !== undefined && { account }), ...(orderStatus !== undefined && { orderStatus }), orders, ...(orders === 'source' && { source }) }
    case 'order_note':
      return { kind, text, orders, ...(orders === 'source' && { source }) }
    case 'webhook':
      return { kind, url: url.trim(), ...(secret !== undefined && { secret }) }
    default:
      return { kind }
  }
}

/** The rule as the server takes it. */
export function toSend(draft: EditedRule): RuleDraft {
  const tidied = tidy(draft)
  return { ...tidied, actions: tidied.actions.map(plain) }
}

/** The parts in which two drafts mean different things. */
export function differing(a: EditedRule, b: EditedRule): RulePart[] {
  const [one, other] = [toSend(a), toSend(b)]
  const same = (part: RulePart) =>
    JSON.stringify(one[part]) === JSON.stringify(other[part]) && (part !== 'often' || one.period === other.period)
  return RULE_PARTS.filter((part) => !same(part))
}

/** What is wrong with a draft before anybody is asked: fields, in the page's order, with the codes that the server uses. */
export function problemsOf(draft: EditedRule): Map<string, string> {
  const { name, description, actions } = toSend(draft)
  const found = new Map<string, string>()
  if (name === '') found.set('name', 'empty')
  else if ([...name].length > MAX_RULE_NAME) found.set('name', 'too_long')
  if ([...description].length > MAX_DESCRIPTION) found.set('description', 'too_long')
  actions.forEach((action, at) => {
    for (const [field, code] of actionProblems(action)) found.set(`actions.${at}.${field}`, code)
  })
  return found
}

function actionProblems({ kind, value, texts, text, url, orderStatus, orders, source }: RuleAction): [string, string][] {
  const written = (field: string, body: string, most = MAX_TEXT): [string, string][] => {
    if (body.trim() === '') return [[field, 'empty']]
    if ([...body].length > most) return [[field, 'too_long']]
    return unknownIn(body).length > 0 ? [[field, 'placeholder_unknown']] : []
  }
  const sourceProblems: [string, string][] = orders === 'source' && !source ? [['source', 'nothing_chosen']] : []
  switch (kind) {
    case 'autoresponder': {
      const { pl = '', en = '' } = texts ?? {}
      return [...written('texts.pl', pl), ...(en.trim() === '' ? [] : written('texts.en', en))]
    }
    case 'note':
    case 'notify':
      return written('text', text ?? '')
    case 'order_status':
      return [...(orderStatus === undefined ? [['orderStatus', 'nothing_chosen'] as [string, string]] : []), ...sourceProblems]
    case 'order_note':
      return [...written('text', text ?? '', MAX_ORDER_NOTE), ...sourceProblems]
    case 'webhook':
      return isAddress(url ?? '') ? [] : [['url', (url ?? '') === '' ? 'empty' : 'webhook_address']]
    case 'close':
    case 'least_busy':
      return []
    default:
      return value === '' ? [['value', 'nothing_chosen']] : []
  }
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return false
  try {
    const { hostname, username, password } = new URL(text)
    return hostname !== '' && username === '' && password === ''
  } catch {
    return false
  }
}

/** What keeps a rule from being switched on, by the server's code; undefined: nothing that shows without asking it. */
export function unready({ triggers, actions }: Pick<RuleDraft, 'triggers' | 'actions'>): 'events_empty' | 'actions_empty' | undefined {
  return triggers.length === 0 ? 'events_empty' : actions.length === 0 ? 'actions_empty' : undefined
}

/** A copy to make a new rule of. A webhook's secret isn't known and has to be given anew. */
export function duplicateOf(settings: RuleDraft, suffix: string): RuleDraft {
  const name = [...settings.name].slice(0, MAX_RULE_NAME - [...suffix].length).join('')
  return { ...toSend(settings), name: `${name}${suffix}` }
}

/** A list with one of its things in another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from)
  const thing = list[from]
  if (thing !== undefined) rest.splice(to, 0, thing)
  return rest
}
