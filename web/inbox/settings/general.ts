import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { GeneralSettings } from '../api/types'
import { generalSettingsOf } from './general-draft'
import { useKept } from './use-kept'

/** What is set once for the whole company, as it is saved. */
export function useGeneralSettings() {
  return useQuery({
    queryKey: keys.general,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/settings/general', { signal })),
    select: generalSettingsOf,
  })
}

export function useSaveGeneral() {
  return useKept(keys.general, (body: GeneralSettings): Promise<GeneralSettings> => answer(api.PUT('/api/v1/settings/general', { body })))
}
