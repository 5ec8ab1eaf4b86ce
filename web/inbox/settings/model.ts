import { useMutation, useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { LanguageModel, LanguageModelDraft } from '../api/types'
import { modelSettingsOf } from './model-draft'
import { useKept } from './use-kept'

/** How it is doing changes by itself, and nobody tells. */
const REFRESH = 15_000

/** The language model, as it is saved and doing. */
export function useModelSettings() {
  return useQuery({
    queryKey: keys.model,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/settings/model', { signal })),
    select: modelSettingsOf,
    refetchInterval: REFRESH,
  })
}

export function useSaveModel() {
  return useKept(keys.model, (body: LanguageModelDraft): Promise<LanguageModel> => answer(api.PUT('/api/v1/settings/model', { body })))
}

export function useRemoveModel() {
  return useKept(keys.model, async (_: void): Promise<LanguageModel> => {
    await answer(api.DELETE('/api/v1/settings/model'))
    return { version: 0 }
  })
}

/** Has a text judged by settings that needn't be saved. */
export function useModelTrial() {
  return useMutation({
    mutationFn: (body: { draft: LanguageModelDraft; text: string }) => answer(api.POST('/api/v1/settings/model/trial', { body })),
  })
}
