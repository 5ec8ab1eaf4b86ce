import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { SavedFilter, SavedFilterDraft } from '../api/types'
import { filterOf, filterQuery } from '../tickets/filter'
import { type Listing, listingKey } from '../tickets/listing'

/** The agent's saved filters, in their order. */
export function useSavedFilters() {
  return useQuery({
    queryKey: keys.filters,
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/filters', { signal }))).filters,
  })
}

export function useSavedFilter(id: string | undefined): SavedFilter | undefined {
  return useSavedFilters().data?.find((filter) => filter.id === id)
}

/** The list that a saved filter opens, as its address would say it. */
export function listingOfSaved({ view, sort, filter }: SavedFilter): Listing {
  return { view, sort, filter: filterOf(filterQuery(filter)) }
}

/** Whether the list on screen isn't the one that was saved any more. */
export function isAltered(saved: SavedFilter, listing: Listing): boolean {
  return listingKey(listingOfSaved(saved)) !== listingKey(listing)
}

/** A call that changes saved filters; it is over once the navigation shows what it did. */
function useFilterCall<Wish, Answer>(call: (wish: Wish) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.filters }),
  })
}

const put = (filterId: string, body: SavedFilterDraft) => answer(api.PUT('/api/v1/filters/{filterId}', { params: { path: { filterId } }, body }))

export function useSaveFilter() {
  return useFilterCall(({ id, draft }: { id: string; draft: SavedFilterDraft }) => put(id, draft))
}

/** Saves the filters' order, one after the other: those whose place changed. */
export function useOrderFilters() {
  return useFilterCall(async (filters: readonly SavedFilter[]) => {
    for (const [at, { id, name, view, sort, filter, position }] of filters.entries()) {
      if (position !== at + 1) await put(id, { name, view, sort, filter, position: at + 1 })
    }
  })
}

export function useDeleteFilter() {
  return useFilterCall((filterId: string) => answer(api.DELETE('/api/v1/filters/{filterId}', { params: { path: { filterId } } })))
}

/** Makes a view, or a saved filter by its id, what the inbox begins with. */
export function useDefaultList() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (defaultList: string) => answer(api.PATCH('/api/v1/profile', { body: { defaultList } })),
    onSuccess: (me) => queries.setQueryData(keys.me, me),
  })
}
