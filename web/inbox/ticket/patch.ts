import type { Property, TicketSummary } from '../api/types'

/** One change of a ticket, as the agent chose it. */
export interface Choice {
  readonly property: Property
  readonly value: string
  /** The new agent's name, for the row until the server answers. */
  readonly name?: string
  /** Its chat's inbox, which it returns to with a value of nothing. */
  readonly home?: string | undefined
}

/** The ticket as it will most likely be after the change. */
export function patched(ticket: TicketSummary, { property, value, name = '', home = '' }: Choice): TicketSummary {
  switch (property) {
    case 'status':
      return { ...ticket, status: value }
    case 'priority':
      return { ...ticket, priority: value as TicketSummary['priority'] }
    case 'tag_added':
      return { ...ticket, tags: [...ticket.tags.filter((id) => id !== value), value] }
    case 'tag_removed':
      return { ...ticket, tags: ticket.tags.filter((id) => id !== value) }
    case 'watcher_added':
      return { ...ticket, watchers: [...ticket.watchers.filter((id) => id !== value), value] }
    case 'watcher_removed':
      return { ...ticket, watchers: ticket.watchers.filter((id) => id !== value) }
    case 'agent': {
      const { agent: _, ...rest } = ticket
      return value === '' ? { ...rest, state: 'waiting' } : { ...rest, state: 'active', agent: { id: value, name } }
    }
    case 'inbox': {
      const { inbox: _, ...rest } = ticket
      const inbox = value || home
      return inbox === '' ? rest : { ...rest, inbox }
    }
    case 'next_autoresponder': {
      const { nextAutoresponderOff: _, ...rest } = ticket
      return value === 'off' ? { ...rest, nextAutoresponderOff: true } : rest
    }
    case 'autoresponders': {
      const { autorespondersStopped: _, ...rest } = ticket
      return value === 'on' ? rest : { ...rest, autorespondersStopped: true }
    }
    case 'sentiment':
    case 'context': {
      // What nobody says any more is judged again.
      const { [property]: _, [`${property}ByHand` as const]: __, ...rest } = ticket
      return { ...rest, ...(value !== '' && { [property]: value, [`${property}ByHand`]: true }) } as TicketSummary
    }
    case 'team': {
      const { [property]: _, ...rest } = ticket
      return (value === '' ? rest : { ...rest, [property]: value }) as TicketSummary
    }
  }
}

/** The ticket as it is now with one change taken back; `before` is from when it was made. What else changed since stays. */
export function undone(now: TicketSummary, before: TicketSummary, { property, value }: Choice): TicketSummary {
  switch (property) {
    case 'tag_added':
    case 'tag_removed':
      return patched(now, { property: before.tags.includes(value) ? 'tag_added' : 'tag_removed', value })
    case 'watcher_added':
    case 'watcher_removed':
      return patched(now, { property: before.watchers.includes(value) ? 'watcher_added' : 'watcher_removed', value })
    case 'agent':
      return { ...patched(now, { property, value: before.agent?.id ?? '', name: before.agent?.name ?? '' }), state: before.state }
    case 'next_autoresponder':
      return patched(now, { property, value: before.nextAutoresponderOff ? 'off' : 'on' })
    case 'autoresponders':
      return patched(now, { property, value: before.autorespondersStopped ? 'off' : 'on' })
    case 'sentiment':
    case 'context': {
      const hand = `${property}ByHand` as const
      const { [hand]: _, ...rest } = patched(now, { property, value: before[property] ?? '' })
      return before[hand] ? { ...rest, [hand]: true } : rest
    }
    default:
      return patched(now, { property, value: before[property] ?? '' })
  }
}
