import { Center, Loader } from '@mantine/core'
import { Redirect } from 'wouter'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { isView, listPath, viewPath } from '../tickets/view'
import { listingOfSaved, useSavedFilters } from './saved-filters'

/** Leads to what the agent wants the inbox to begin with. */
export function Start() {
  const { t } = useTranslation()
  const { defaultList } = useMe()
  const filters = useSavedFilters()
  if (isView(defaultList)) return <Redirect to={viewPath(defaultList)} replace />
  if (filters.isPending) {
    return (
      <Center h="100%">
        <Loader aria-label={t('loading')} />
      </Center>
    )
  }
  const saved = filters.data?.find(({ id }) => id === defaultList)
  return <Redirect to={saved ? listPath(listingOfSaved(saved), saved.id) : viewPath('unassigned')} replace />
}
