import type { ComponentProps } from 'react'
import type { ApiError } from '../api/error'
import { ErrorNote } from '../shell/error-note'
import { ConflictNote } from './conflict-note'
import { GoneNote } from './gone-note'
import type { Conflict } from './use-editing'

interface Props<Part extends string> extends Omit<ComponentProps<typeof ConflictNote<Part>>, 'conflict'> {
  /** What the server said to the last save. */
  error: ApiError | undefined
  conflict: Conflict<Part> | undefined
  /** Given once somebody has deleted what is edited: how to make it anew. */
  gone?: Omit<ComponentProps<typeof GoneNote>, 'creating'> | undefined
  /** A refusal of a field, in words; null where the field itself says all of it, undefined where it is about no field here. */
  refusal: (error: ApiError) => string | null | undefined
  save: () => void
}

/** What hinders saving what is edited, the gravest alone. */
export function SaveNotes<Part extends string>({ error, conflict, gone, refusal, saving, save, ...words }: Props<Part>) {
  if (gone) return <GoneNote {...gone} creating={saving} />
  if (conflict) return <ConflictNote conflict={conflict} saving={saving} {...words} />
  if (!error) return null
  const said = refusal(error)
  if (said === null) return null
  return said === undefined ? <ErrorNote error={error} {...(error.passing && { retry: save })} /> : <ErrorNote text={said} />
}
