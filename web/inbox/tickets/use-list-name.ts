import { useTranslation } from '../lang/translation'
import { useSavedFilter } from '../saved/saved-filters'
import { useVocabulary } from '../vocabulary/vocabulary'
import { useListing, useShownInbox } from './use-listing'

/** What the list that the address names is called: as its saved filter, its inbox, or its view. */
export function useListName(): string {
  const { t } = useTranslation()
  const { listing, saved } = useListing()
  const filter = useSavedFilter(saved)
  const shown = useShownInbox()
  const inbox = useVocabulary().data?.inboxes.find(({ id }) => id === shown)
  return filter?.name ?? inbox?.name ?? t(`view.${listing.view}`)
}
