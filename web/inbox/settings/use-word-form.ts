import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { ApiError, asApiError } from '../api/error'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { nameProblem, refusedField, SHORTLY_MS } from './word-draft'

interface Save<Wish> {
  mutate: (wish: Wish, then: { onSuccess: () => void; onError: (thrown: Error) => void }) => void
  isPending: boolean
}

/** A word being edited in a dialog, which it closes when it is saved. */
export function useWordForm<Draft extends { name: string }, Wish>(initial: Draft, call: Save<Wish>, onDone: () => void) {
  const { t } = useTranslation()
  const text = useProblemText()
  const [draft, setDraft] = useState(initial)
  const [error, setError] = useState<ApiError>()
  return {
    draft,
    error,
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
          notifications.show({ withCloseButton: false, autoClose: SHORTLY_MS, message: t('form.saved') })
          onDone()
        },
        onError: (thrown) => setError(asApiError(thrown)),
      })
    },
  }
}
