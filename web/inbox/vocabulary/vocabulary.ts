import { type QueryClient, useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { Status, Vocabulary } from '../api/types'
import { useTranslation } from '../lang/translation'

/** The words that tickets' properties are made of; what was deleted too. Pushes keep it fresh. */
export function useVocabulary() {
  return useQuery({
    queryKey: keys.vocabulary,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/vocabulary', { signal })),
    staleTime: Infinity,
  })
}

/** The statuses as far as they are known by now, for who decides outside of a component. */
export function knownStatuses(queries: QueryClient): readonly Status[] | undefined {
  return queries.getQueryData<Vocabulary>(keys.vocabulary)?.statuses
}

/** A word's name, with a mark where the company has deleted it; empty for built-in words, which have none of their own. */
export function useMarked(): (word: { name: string; deleted: boolean } | undefined) => string {
  const { t } = useTranslation()
  return (word) => (word?.deleted && word.name !== '' ? t('vocabulary.deleted', { name: word.name }) : (word?.name ?? ''))
}

/** A status in words, by its key; `own` is its name where the vocabulary may not know it (yet). */
export function useStatusName(): (key: string, own?: string) => string {
  const { t } = useTranslation()
  const statuses = useVocabulary().data?.statuses
  const marked = useMarked()
  return (key, own) =>
    own || marked(statuses?.find((status) => status.key === key)) || t(`status.${key as 'open'}`, { defaultValue: t('vocabulary.unknown') })
}

/** A context in words, as `useStatusName`. */
export function useContextName(): (key: string, own?: string) => string {
  const { t } = useTranslation()
  const contexts = useVocabulary().data?.contexts
  const marked = useMarked()
  return (key, own) =>
    own || marked(contexts?.find((context) => context.key === key)) || t(`context.${key as 'other'}`, { defaultValue: t('vocabulary.unknown') })
}

/** From the least to the most. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const
