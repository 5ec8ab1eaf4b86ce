import type { WidgetConfig } from './contract'

/** Whether the chat takes new conversations, and when that changes next (ms since 1970). */
export interface Hours {
  open: boolean
  changesAt?: number
}

/**
 * What settings made earlier mean at `now`. Once `changesAt` has passed, the chat is what it was not,
 * and the change after that is unknown until the settings are fetched again.
 *
 * `fresh` settings came from the server this moment: a `changesAt` in the past then only shows that
 * the customer's clock is wrong, and the server's word stands.
 */
export function hoursAt(config: Pick<WidgetConfig, 'open' | 'changesAt'>, now: number, fresh = false): Hours {
  const changesAt = config.changesAt ? Date.parse(config.changesAt) : NaN
  if (changesAt > now) return { open: config.open, changesAt }
  return { open: changesAt <= now && !fresh ? !config.open : config.open }
}
