import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { GeneralSettings } from '../api/types'
import { generalSettingsOf } from './general-draft'

/** What is set once for the whole company, as it is saved. */
export function useGeneralSettings() {
  return useQuery({
    queryKey: keys.general,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/settings/general', { signal })),
    select: generalSettingsOf,
  })
}

export function useSaveGeneral() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: GeneralSettings) => answer(api.PUT('/api/v1/settings/general', { body })),
    onSuccess: (settings) => {
      // A slower answer that began earlier must not bring older settings back.
      void queries.cancelQueries({ queryKey: keys.general })
      queries.setQueryData(keys.general, settings)
    },
    // What is newer shows by itself once it is read.
    onError: () => void queries.invalidateQueries({ queryKey: keys.general }),
  })
}
