import type { TicketOrders } from '../../api/types'

type Account = TicketOrders['accounts'][number]
type Lookup = NonNullable<TicketOrders['lookup']>

/** What an agent should know of how fresh the orders are: a word for each thing, what it is about, and a time where there is one. */
export interface Notice {
  what: 'rejected' | 'blocked' | 'filling' | 'stale' | 'neverSynced' | 'asking' | 'waitsBlocked' | 'waitsBudget' | 'waitsUnreachable' | 'waitsRejected' | 'failed'
  /** The account's name, where there is more than one. */
  account?: string
  at?: string
  /** With `failed`: a code. */
  error?: string
}

const waits = { blocked: 'waitsBlocked', budget: 'waitsBudget', unreachable: 'waitsUnreachable', rejected: 'waitsRejected' } as const

/** Of each account the worst, then how the lookup goes. */
export function noticesOf({ accounts, lookup }: Pick<TicketOrders, 'accounts' | 'lookup'>, now: number): Notice[] {
  const notices: Notice[] = []
  for (const account of accounts) {
    const notice = accountNotice(account, now)
    if (notice) notices.push(accounts.length > 1 ? { ...notice, account: account.name } : notice)
  }
  const notice = lookup && accounts.length > 0 ? lookupNotice(lookup) : undefined
  if (notice && !notices.some(({ what }) => says(what, notice))) notices.push(notice)
  return notices
}

/** Whether an account's own notice says what the lookup's would. */
function says(account: Notice['what'], { what, error }: Notice): boolean {
  if (account === 'blocked') return what === 'waitsBlocked'
  return account === 'rejected' && (what === 'waitsRejected' || (what === 'failed' && error === 'rejected'))
}

function accountNotice({ rejected, blockedUntil, filling, stale, syncedAt }: Account, now: number): Notice | undefined {
  if (rejected) return { what: 'rejected' }
  if (blockedUntil && Date.parse(blockedUntil) > now) return { what: 'blocked', at: blockedUntil }
  if (filling) return { what: 'filling' }
  if (stale) return syncedAt ? { what: 'stale', at: syncedAt } : { what: 'neverSynced' }
  return undefined
}

function lookupNotice({ state, waitsFor, waitsUntil, error }: Lookup): Notice | undefined {
  if (state === 'failed') return { what: 'failed', ...(error && { error }) }
  if (state !== 'waiting') return undefined
  return waitsFor ? { what: waits[waitsFor], ...(waitsUntil && { at: waitsUntil }) } : { what: 'asking' }
}

/**
 * What can be said where no order is shown: that there is `none`, or `noneYet` among those that are there, when something keeps
 * them from being up to date. Nothing while BaseLinker is being asked: the notice says so.
 */
export function noneOf(orders: Pick<TicketOrders, 'accounts' | 'lookup'>, now: number): 'none' | 'noneYet' | undefined {
  if (orders.lookup?.state === 'waiting') return undefined
  return noticesOf(orders, now).length === 0 ? 'none' : 'noneYet'
}

const SOON_MS = 5_000
const LATER_MS = 30_000

/**
 * After how long the server is looked at again, where something is under way of whose end not every ticket is told: a question to
 * BaseLinker, another ticket's wish, a mirror that fills or that is old. False: it tells by itself.
 */
export function lookAgainIn({ accounts, lookup, orders }: Pick<TicketOrders, 'accounts' | 'lookup' | 'orders'>): number | false {
  if (lookup?.state === 'waiting' || accounts.some(({ filling }) => filling) || orders.some(({ elsewhere }) => elsewhere)) return SOON_MS
  return accounts.some(({ stale }) => stale) && LATER_MS
}
