/** The tickets before and after one, for the arrows. */
export interface Neighbours {
  readonly previous: string | undefined
  readonly next: string | undefined
}

/**
 * Neighbours in the order the list had when the agent left it: opening a ticket takes it out of "to be
 * taken", and the arrows must still go on from there. Rows that came since follow at the end; without a
 * remembered order (a link from elsewhere) the rows as they are decide.
 */
export function neighbours(remembered: readonly string[] | undefined, rows: readonly string[], ticket: string): Neighbours {
  const order = remembered?.includes(ticket) ? [...remembered, ...rows.filter((id) => !remembered.includes(id))] : rows
  const place = order.indexOf(ticket)
  if (place < 0) return { previous: undefined, next: rows[0] }
  return { previous: order[place - 1], next: order[place + 1] }
}
