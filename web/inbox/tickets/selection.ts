import { useState } from 'react'

/** Which tickets are chosen, by id. It is a list's own: another list begins with none. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Takes a ticket in or out; `range`: all from the one before to this one, as they stand in `rows`. */
  readonly toggle: (id: string, rows: readonly string[], range: boolean) => void
  readonly set: (ids: Iterable<string>) => void
}

interface State {
  list: string
  ids: ReadonlySet<string>
  /** Where a range begins: what was chosen or taken out last. */
  from: string | undefined
}

const NOTHING: ReadonlySet<string> = new Set()

export function useSelection(list: string): Selection {
  const [state, setState] = useState<State>({ list, ids: NOTHING, from: undefined })
  const now = state.list === list ? state : { list, ids: NOTHING, from: undefined }
  return {
    ids: now.ids,
    toggle: (id, rows, range) => setState({ list, ids: toggled(now.ids, id, range ? between(rows, now.from, id) : [id]), from: id }),
    set: (ids) => setState({ list, ids: new Set(ids), from: undefined }),
  }
}

/** What is chosen after all of `range` became what `id` becomes. */
export function toggled(ids: ReadonlySet<string>, id: string, range: readonly string[]): ReadonlySet<string> {
  const next = new Set(ids)
  for (const each of range) {
    if (ids.has(id)) next.delete(each)
    else next.add(each)
  }
  return next
}

/** The rows from one to another, whichever comes first. */
export function between(rows: readonly string[], from: string | undefined, to: string): readonly string[] {
  const [a, b] = [from === undefined ? -1 : rows.indexOf(from), rows.indexOf(to)]
  return a < 0 || b < 0 ? [to] : rows.slice(Math.min(a, b), Math.max(a, b) + 1)
}
