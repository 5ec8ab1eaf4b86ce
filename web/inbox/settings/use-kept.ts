import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'

/** A call that is answered with settings as they are from then on. */
export function useKept<Wish, Answer>(key: QueryKey, call: (wish: Wish) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSuccess: (settings) => {
      // A slower answer that began earlier must not bring older settings back.
      void queries.cancelQueries({ queryKey: key })
      queries.setQueryData<Answer>(key, settings)
    },
    // What is newer shows by itself once it is read.
    onError: () => void queries.invalidateQueries({ queryKey: key }),
  })
}
