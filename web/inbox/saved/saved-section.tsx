import { ActionIcon } from '@mantine/core'
import { IconDots, IconFilter, IconStarFilled } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Link } from 'wouter'
import type { SavedFilter } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { lazyPart } from '../shell/lazily'
import classes from '../shell/navigation.module.css'
import { listPath } from '../tickets/view'
import { listingOfSaved, useSavedFilters } from './saved-filters'

const SavedMenu = lazyPart(() => import('./saved-menu'))

/** The agent's saved filters, below the views. `current`: the one on screen. */
export function SavedSection({ current, onChoose }: { current: string | undefined; onChoose: (() => void) | undefined }) {
  const { t } = useTranslation()
  const filters = useSavedFilters().data ?? []
  if (filters.length === 0) return null
  return (
    <>
      <h2 className={classes.heading}>{t('filter.saved')}</h2>
      {filters.map((filter) => (
        <Line key={filter.id} filter={filter} current={filter.id === current} onChoose={onChoose} />
      ))}
    </>
  )
}

function Line({ filter, current, onChoose }: { filter: SavedFilter; current: boolean; onChoose: (() => void) | undefined }) {
  const { t } = useTranslation()
  const starts = useMe().defaultList === filter.id
  const [wanted, setWanted] = useState(false)
  const label = t('filter.menu', { name: filter.name })
  return (
    <div className={classes.saved}>
      <Link href={listPath(listingOfSaved(filter), filter.id)} className={classes.view} aria-current={current ? 'page' : undefined} onClick={onChoose} title={filter.name}>
        <IconFilter size={18} stroke={1.7} aria-hidden />
        <bdi className={classes.cut}>{filter.name}</bdi>
        {starts && <IconStarFilled size={12} role="img" aria-label={t('filter.isDefault')} />}
      </Link>
      {wanted ? (
        <Suspense fallback={<ActionIcon className={classes.dots} variant="subtle" color="gray" size={28} loading aria-label={label} />}>
          <SavedMenu filter={filter} current={current} />
        </Suspense>
      ) : (
        <ActionIcon className={classes.dots} variant="subtle" color="gray" size={28} aria-label={label} aria-haspopup="menu" onClick={() => setWanted(true)}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}
