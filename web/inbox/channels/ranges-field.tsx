import { ActionIcon } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { HoursRange } from '../api/types'
import { useTranslation } from '../lang/translation'
import { clockOf, DAY_END } from './clock'
import classes from './hours.module.css'
import { MAX_RANGES, nextRange, pastMidnight } from './hours'
import { TimeField } from './time-field'

interface Props {
  /** The day's name, for the labels. */
  day: string
  ranges: readonly HoursRange[]
  onChange: (ranges: HoursRange[]) => void
}

/** The ranges of one day; none means closed. */
export function RangesField({ day, ranges, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes.ranges}>
      {ranges.length === 0 && <span className={classes.closed}>{t('channels.hours.closed')}</span>}
      {ranges.map((range, at) => {
        const set = (patch: Partial<HoursRange>) => onChange(ranges.with(at, { ...range, ...patch }))
        const number = at + 1
        return (
          // Ranges have no names of their own; a removed one takes its place with it.
          <div key={at} className={classes.range}>
            <TimeField label={t('channels.hours.from', { day, number })} value={range.from} max={DAY_END - 1} onChange={(from) => set({ from })} />
            <span aria-hidden>–</span>
            <TimeField
              label={t('channels.hours.to', { day, number })}
              value={range.to}
              max={DAY_END}
              onChange={(to) => set({ to: to === 0 ? DAY_END : to })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('channels.hours.removeRange', { day, number })}
              onClick={() => onChange(ranges.toSpliced(at, 1))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
            {pastMidnight(range) && <span className={classes.next}>{t('channels.hours.nextDay', { time: clockOf(range.to) })}</span>}
          </div>
        )
      })}
      {ranges.length < MAX_RANGES && (
        <ActionIcon
          className={classes.add}
          variant="subtle"
          color="gray"
          aria-label={t('channels.hours.addRange', { day })}
          onClick={() => onChange([...ranges, nextRange(ranges)])}
        >
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}
