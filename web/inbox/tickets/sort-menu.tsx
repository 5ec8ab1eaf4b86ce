import { Button, Menu } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'
import type { TicketSort } from '../api/types'
import { useTranslation } from '../lang/translation'
import classes from './list-page.module.css'
import { SORTS } from './listing'

/** In what order the list stands. */
export function SortMenu({ sort, onSort }: { sort: TicketSort; onSort: (sort: TicketSort) => void }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          className={classes.tool}
          size="xs"
          variant="default"
          leftSection={<IconArrowsSort size={14} aria-hidden />}
          aria-label={t('filter.sortedBy', { order: t(`filter.sort.${sort}`) })}
        >
          <span className={classes.toolWord}>{t(`filter.sort.${sort}`)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('filter.sortTitle')}</Menu.Label>
        <Menu.RadioGroup value={sort} onChange={(word) => onSort(SORTS.find((known) => known === word) ?? 'recent')}>
          {SORTS.map((known) => (
            <Menu.RadioItem closeMenuOnClick key={known} value={known}>
              {t(`filter.sort.${known}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
