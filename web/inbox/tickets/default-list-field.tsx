import { Select } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { useDefaultList, useSavedFilters } from '../saved/saved-filters'
import { useMe } from '../session/me'
import { useComplaint } from '../shell/use-complaint'
import { VIEWS } from './view'

/** What the inbox begins with, for the agent's profile: a view or a saved filter. Saved as it is chosen. */
export function DefaultListField() {
  const { t } = useTranslation()
  const { defaultList } = useMe()
  const filters = useSavedFilters().data ?? []
  const begin = useDefaultList()
  const complain = useComplaint()
  const views = VIEWS.map((view) => ({ value: view as string, label: t(`view.${view}`) }))
  const own = filters.map(({ id, name }) => ({ value: id, label: name }))
  // Where the filter isn't there any more, the inbox begins with this.
  const value = [...views, ...own].some((option) => option.value === defaultList) ? defaultList : 'unassigned'
  return (
    <Select
      label={t('filter.default')}
      description={t('filter.defaultHint')}
      allowDeselect={false}
      value={value}
      disabled={begin.isPending}
      data={own.length === 0 ? views : [{ group: t('menu.views'), items: views }, { group: t('filter.saved'), items: own }]}
      onChange={(chosen) => chosen !== null && chosen !== value && begin.mutate(chosen, { onError: complain })}
    />
  )
}
