import { ActionIcon, Menu, Switch } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import type { OpeningHours } from '../api/types'
import { useTranslation } from '../lang/translation'
import { weekdayName } from '../time/dates'
import { nextRange, rangesOf, WEEK, withRanges, WORKDAYS } from './hours'
import { RangesField } from './ranges-field'
import classes from './hours.module.css'

/** The hours of each weekday, Monday first. */
export function WeekField({ week, onChange }: { week: OpeningHours['week']; onChange: (week: OpeningHours['week']) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <div className={classes.days}>
      {WEEK.map((day) => {
        const name = weekdayName(day, i18n.language)
        const ranges = rangesOf(week, day)
        return (
          <div key={day} className={classes.day} role="group" aria-label={name}>
            <Switch
              className={classes.name}
              label={name}
              checked={ranges.length > 0}
              onChange={(event) => onChange(withRanges(week, [day], event.currentTarget.checked ? [nextRange([])] : []))}
            />
            <RangesField day={name} ranges={ranges} onChange={(next) => onChange(withRanges(week, [day], next))} />
            <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('channels.hours.dayMenu', { day: name })}>
                  <IconCopy size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => onChange(withRanges(week, WORKDAYS, ranges))}>{t('channels.hours.copyWorkdays')}</Menu.Item>
                <Menu.Item onClick={() => onChange(withRanges(week, WEEK, ranges))}>{t('channels.hours.copyAll')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
        )
      })}
    </div>
  )
}
