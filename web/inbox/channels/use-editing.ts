import { useCallback, useState } from 'react'
import { asApiError, type ApiError } from '../api/error'
import type { ChannelDraft, ConfiguredChannel } from '../api/types'
import { useCreateChannel, useSaveChannel } from './channels'
import { differing, type Section, tidy } from './sections'

export interface Editing {
  draft: ChannelDraft
  change: (patch: Partial<ChannelDraft>) => void
  dirty: boolean
  saving: boolean
  /** What the server said to the last save, until something changes. */
  error: ApiError | undefined
  save: () => void
  /** Somebody else has saved since this editing began, and it isn't what stands here. */
  conflict: Conflict | undefined
  createAnew: () => void
}

export interface Conflict {
  /** What the newer version changed; `both`: here it is changed too. */
  sections: { section: Section; both: boolean }[]
  load: () => void
  overwrite: () => void
}

/** The draft, and what becomes of it. `live` is the chat as the server has it now; without it the chat is new. */
export function useEditing(
  initial: ChannelDraft,
  live: ConfiguredChannel | undefined,
  on: { created: (channel: ConfiguredChannel) => void; saved: () => void },
): Editing {
  const [base, setBase] = useState(() => ({ version: live?.version ?? 0, settings: tidy(initial) }))
  const [draft, setDraft] = useState(base.settings)
  const [error, setError] = useState<ApiError>()
  const create = useCreateChannel()
  const put = useSaveChannel(live?.id ?? '')
  const saving = create.isPending || put.isPending

  const mine = differing(base.settings, draft)
  // A save's own answer arrives as a newer version, too.
  const newer = live && live.version > base.version && !saving ? live : undefined
  const harmless = newer && (mine.length === 0 || differing(newer.settings, draft).length === 0)

  const adopt = (channel: ConfiguredChannel) => {
    const settings = tidy(channel.settings)
    setBase({ version: channel.version, settings })
    setDraft(settings)
    setError(undefined)
  }
  if (harmless) adopt(newer)

  const refuse = (thrown: unknown) => setError(asApiError(thrown))
  const change = useCallback((patch: Partial<ChannelDraft>) => {
    setDraft((current) => ({ ...current, ...patch }))
    setError(undefined)
  }, [])

  const createAnew = () => {
    setError(undefined)
    create.mutate(draft, { onSuccess: on.created, onError: refuse })
  }
  const replace = (version: number) => {
    setError(undefined)
    put.mutate(
      { version, draft },
      {
        onSuccess: (channel) => {
          const settings = tidy(channel.settings)
          setBase({ version: channel.version, settings })
          // What was typed while it was saved stays, unsaved.
          setDraft((current) => (current === draft ? settings : current))
          on.saved()
        },
        onError: refuse,
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
    save: () => (live ? replace(base.version) : createAnew()),
    conflict:
      newer && !harmless
        ? {
            sections: theirs.map((section) => ({ section, both: mine.includes(section) })),
            load: () => adopt(newer),
            overwrite: () => replace(newer.version),
          }
        : undefined,
    createAnew,
  }
}
