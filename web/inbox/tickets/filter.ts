import type { TFunction } from 'i18next'
import type { TicketFilter, TicketSummary, Vocabulary } from '../api/types'
import { PRIORITIES, SENTIMENTS } from '../vocabulary/vocabulary'

export interface Option {
  readonly value: string
  readonly label: string
  /** Whose photo stands beside. */
  readonly person?: { id: string; name: string; photo?: string | undefined }
}

/** What is known of the words that can be chosen. */
export interface Known {
  readonly t: TFunction
  readonly vocabulary: Vocabulary | undefined
  readonly channels: readonly Option[]
  readonly agents: readonly Option[]
  readonly statusName: (key: string) => string
  readonly contextName: (key: string) => string
}

interface ChoiceField {
  /** What has a label among the language's `filter.field`. */
  readonly name: Extract<keyof TicketFilter, keyof (typeof import('../lang/pl.json'))['filter']['field']>
  /** The values that a ticket answers to. */
  readonly of: (ticket: TicketSummary, me: string) => readonly (string | undefined)[]
  readonly options: (known: Known) => readonly Option[]
}

type Times = 'createdFrom' | 'createdTo' | 'activeFrom' | 'activeTo'

/** Stands for who asks. */
const ME = 'me'
/** Stands for "has none". */
const NONE = 'none'

const named = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name })
const alive = <Word extends { deleted: boolean }>(words: readonly Word[] = []) => words.filter(({ deleted }) => !deleted)
const none = ({ t }: Known): Option => ({ value: NONE, label: t('property.none') })

/** Every field to choose values in: the panel, the chips, the address and what comes live are made of this. In the panel's order. */
export const CHOICES: readonly ChoiceField[] = [
  {
    name: 'status',
    of: (ticket) => [ticket.status],
    options: ({ vocabulary, statusName }) => alive(vocabulary?.statuses).map(({ key }) => ({ value: key, label: statusName(key) })),
  },
  {
    name: 'priority',
    of: (ticket) => [ticket.priority],
    options: ({ t }) => PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) })),
  },
  {
    name: 'agent',
    of: ({ agent }, me) => (agent ? [agent.id, agent.id === me ? ME : undefined] : [NONE]),
    options: ({ t, agents }) => [{ value: ME, label: t('filter.me') }, { value: NONE, label: t('property.nobody') }, ...agents],
  },
  {
    name: 'team',
    of: (ticket) => [ticket.team ?? NONE],
    options: (known) => [none(known), ...alive(known.vocabulary?.teams).map(named)],
  },
  {
    name: 'tag',
    of: (ticket) => ticket.tags,
    options: ({ vocabulary }) => alive(vocabulary?.tags).map(named),
  },
  {
    name: 'channel',
    of: (ticket) => [ticket.channel.id],
    options: ({ channels }) => channels,
  },
  {
    name: 'inbox',
    of: (ticket) => [ticket.inbox],
    options: ({ vocabulary }) => (vocabulary?.inboxes ?? []).map(named),
  },
  {
    name: 'watcher',
    of: ({ watchers }, me) => (watchers.includes(me) ? [...watchers, ME] : watchers),
    options: ({ t, agents }) => [{ value: ME, label: t('filter.me') }, ...agents],
  },
  {
    name: 'sentiment',
    of: (ticket) => [ticket.sentiment ?? NONE],
    options: (known) => [none(known), ...SENTIMENTS.map((value) => ({ value, label: known.t(`sentiment.${value}`) }))],
  },
  {
    name: 'context',
    of: (ticket) => [ticket.context ?? NONE],
    options: (known) => [none(known), ...alive(known.vocabulary?.contexts).map(({ key }) => ({ value: key, label: known.contextName(key) }))],
  },
]

/** Every time that a filter bounds: from it, inclusive, to it, exclusive. */
export const PERIODS = [
  { name: 'created', from: 'createdFrom', to: 'createdTo', of: (ticket: TicketSummary) => ticket.createdAt },
  { name: 'active', from: 'activeFrom', to: 'activeTo', of: (ticket: TicketSummary) => ticket.lastMessage.at },
] as const satisfies readonly { name: string; from: Times; to: Times; of: (ticket: TicketSummary) => string }[]

/** Whether a ticket has what the filter asks for, as far as a list can tell: what is searched for, only the server knows. */
export function matches(ticket: TicketSummary, filter: TicketFilter, me: string): boolean {
  return (
    CHOICES.every(({ name, of }) => {
      const wanted = filter[name]
      return !wanted || wanted.length === 0 || of(ticket, me).some((value) => wanted.some((each) => each === value))
    }) &&
    PERIODS.every(({ from, to, of }) => {
      const at = Date.parse(of(ticket))
      const { [from]: first, [to]: end } = filter
      return (first === undefined || at >= Date.parse(first)) && (end === undefined || at < Date.parse(end))
    })
  )
}

/** The filter in an address. Values in an order of their own, so that one filter is one address. */
export function filterOf(query: URLSearchParams): TicketFilter {
  const filter: TicketFilter = {}
  for (const { name } of CHOICES) {
    const values = [...new Set(query.getAll(name))].filter((value) => value !== '').sort()
    // What no field knows, the server refuses with words.
    if (values.length > 0) Object.assign(filter, { [name]: values })
  }
  for (const { from, to } of PERIODS) {
    for (const name of [from, to]) {
      const at = Date.parse(query.get(name) ?? '')
      if (!Number.isNaN(at)) filter[name] = new Date(at).toISOString()
    }
  }
  const text = query.get('text')?.trim().slice(0, LONGEST_TEXT)
  if (text) filter.text = text
  return filter
}

/** The contract's limit. */
export const LONGEST_TEXT = 200

/** The other way round. */
export function filterQuery(filter: TicketFilter): URLSearchParams {
  const query = new URLSearchParams()
  for (const { name } of CHOICES) for (const value of filter[name] ?? []) query.append(name, value)
  for (const { from, to } of PERIODS) {
    for (const name of [from, to]) if (filter[name] !== undefined) query.set(name, filter[name])
  }
  if (filter.text) query.set('text', filter.text)
  return query
}

/** How many fields are narrowed, what is searched for not counted. */
export function fieldsIn({ text: _, ...fields }: TicketFilter): number {
  return Object.keys(filterOf(filterQuery(fields))).length
}
