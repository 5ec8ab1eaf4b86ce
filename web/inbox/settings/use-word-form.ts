import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { follow, nameProblem, refusedField, SHORTLY_MS } from './word-draft'

interface Save<Wish> {
  mutate: (wish: Wish, then: { onSuccess: () => void; onError: (thrown: Error) => void }) => void
  isPending: boolean
}

/**
 * A word being edited in a dialog, which it closes when it is saved. `now` is the word as the server has it, whoever saved it
 * last; undefined for a new one, which begins `blank`.
 */
export function useWordForm<Draft extends { name: string }, Wish>(now: Draft | undefined, blank: Draft, call: Save<Wish>, onDone: () => void) {
  const { t } = useTranslation()
  const text = useProblemText()
  const [draft, setDraft] = useState(now ?? blank)
  const [before, setBefore] = useState(now)
  const [meanwhile, setMeanwhile] = useState(false)
  const [saved, setSaved] = useState(false)
  // What one's own save does is no news.
  if (now && before && !call.isPending && !saved && JSON.stringify(now) !== JSON.stringify(before)) {
    setBefore(now)
    setDraft(follow(draft, before, now))
    setMeanwhile(true)
  }
  const [error, setError] = useState<ApiError>()
  return {
    draft,
    error,
    /** Somebody else has saved it since the dialog opened. */
    meanwhile,
    saving: call.isPending,
    change: (patch: Partial<Draft>) => {
      setDraft((current) => ({ ...current, ...patch }))
      // What is wrong with another field is so still.
      setError((current) => {
        const refused = current && refusedField(current)
        return refused !== undefined && !(refused in patch) ? current : undefined
      })
    },
    /** What is wrong with a field, in words. */
    problem: (field: string) => (error && refusedField(error) === field ? text(error.code) : undefined),
    /** Asks the server, unless the name is one that it can't take; a word that has no name of its own is `nameless`. */
    save: (wish: Wish, nameless = false) => {
      const wrong = nameless ? undefined : nameProblem(draft.name)
      if (wrong !== undefined) {
        setError(new ApiError('invalid', { code: wrong, field: 'name' }))
        return
      }
      setError(undefined)
      call.mutate(wish, {
        onSuccess: () => {
          setSaved(true)
          notifications.show({ withCloseButton: false, autoClose: SHORTLY_MS, message: t('form.saved') })
          onDone()
        },
        onError: (thrown) => setError(asApiError(thrown)),
      })
    },
  }
}
