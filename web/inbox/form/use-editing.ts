import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { type ApiError, asApiError } from '../api/error'

/** Settings as the server has them. Every save makes a new version. */
export interface Versioned<Draft> {
  readonly version: number
  readonly settings: Draft
}

/** How one kind of settings is compared and saved. */
export interface Subject<Draft, Saved extends Versioned<Draft>, Part extends string> {
  /** One form for what means the same. */
  tidy: (draft: Draft) => Draft
  /** The parts in which two drafts mean different things. */
  differing: (a: Draft, b: Draft) => Part[]
  /** Saves over a version; without one, as something new. */
  put: (draft: Draft, version: number | undefined) => Promise<Saved>
  /** Told of a save, unless the page was left meanwhile. */
  onSaved: (saved: Saved, isNew: boolean) => void
  /** Something stands on screen that isn't in the draft yet: a newer version doesn't take its place unasked. */
  held?: boolean
}

export interface Editing<Draft, Part extends string> {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  dirty: boolean
  saving: boolean
  /** What the server said to the last save, until something changes. */
  error: ApiError | undefined
  save: () => void
  /** Somebody else has saved since this editing began, and it isn't what stands here. */
  conflict: Conflict<Part> | undefined
  createAnew: () => void
}

export interface Conflict<Part extends string> {
  /** What the newer version changed; `both`: here it is changed too. */
  parts: { part: Part; both: boolean }[]
  load: () => void
  overwrite: () => void
}

/** The draft, and what becomes of it. `live` is what the server has now; without it, what is edited is new. */
export function useEditing<Draft extends object, Saved extends Versioned<Draft>, Part extends string>(
  initial: Draft,
  live: Saved | undefined,
  { tidy, differing, put, onSaved, held = false }: Subject<Draft, Saved, Part>,
): Editing<Draft, Part> {
  const [base, setBase] = useState(() => ({ version: live?.version ?? 0, settings: tidy(initial) }))
  const [draft, setDraft] = useState(base.settings)
  const [error, setError] = useState<ApiError>()
  const call = useMutation({ mutationFn: (wish: { draft: Draft; version: number | undefined }) => put(wish.draft, wish.version) })
  const saving = call.isPending

  const mine = differing(base.settings, draft)
  // Not only a greater one: what was removed and set anew counts from the beginning. A save's own answer arrives as
  // another version, too.
  const newer = live && live.version !== base.version && !saving ? live : undefined
  const harmless = newer && !held && (mine.length === 0 || differing(newer.settings, draft).length === 0)

  const adopt = (saved: Saved) => {
    const settings = tidy(saved.settings)
    setBase({ version: saved.version, settings })
    setDraft(settings)
    setError(undefined)
  }
  if (harmless) adopt(newer)

  const change = useCallback((patch: Partial<Draft>) => {
    setDraft((current) => ({ ...current, ...patch }))
    setError(undefined)
  }, [])

  const send = (version: number | undefined) => {
    setError(undefined)
    call.mutate(
      { draft, version },
      {
        onSuccess: (saved) => {
          if (version !== undefined) {
            const settings = tidy(saved.settings)
            setBase({ version: saved.version, settings })
            // What was typed while it was saved stays, unsaved.
            setDraft((current) => (current === draft ? settings : current))
          }
          onSaved(saved, version === undefined)
        },
        onError: (thrown) => setError(asApiError(thrown)),
      },
    )
  }

  const theirs = newer && !harmless ? differing(base.settings, newer.settings) : []
  return {
    draft,
    change,
    dirty: mine.length > 0,
    saving,
    error,
    save: () => send(live ? base.version : undefined),
    conflict:
      newer && !harmless
        ? {
            parts: theirs.map((part) => ({ part, both: mine.includes(part) })),
            load: () => adopt(newer),
            overwrite: () => send(newer.version),
          }
        : undefined,
    createAnew: () => send(undefined),
  }
}
