import { Input, SegmentedControl, Select } from '@mantine/core'
import { useMemo, useRef } from 'react'
import type { OpeningHours } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { ownZone, timeZones } from '../time/zone'
import { Exceptions } from './exceptions'
import type { SectionProps } from './fields'
import { aroundTheClock, OFFICE_WEEK } from './hours'
import { OpeningCheck, OpeningSentence } from './opening-words'
import { WeekField } from './week-field'

export function HoursSection({ draft: { hours }, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const set = (patch: Partial<OpeningHours>) => change({ hours: { ...hours, ...patch } })
  const always = aroundTheClock(hours)
  // Switching there and back loses no hours.
  const before = useRef(OFFICE_WEEK)
  const zones = useMemo(() => [...new Set([hours.timeZone, ownZone(), ...timeZones()])].filter((zone) => zone !== ''), [hours.timeZone])

  const choose = (mode: string) => {
    if ((mode === 'always') === always) return
    if (!always) before.current = hours.week
    set({ week: always ? before.current : [] })
  }

  return (
    <>
      <FieldGroup label={t('channels.hours.mode')}>
        <SegmentedControl
          aria-label={t('channels.hours.mode')}
          value={always ? 'always' : 'chosen'}
          onChange={choose}
          data={[
            { value: 'always', label: t('channels.hours.always') },
            { value: 'chosen', label: t('channels.hours.chosen') },
          ]}
        />
      </FieldGroup>
      <Select
        label={t('channels.hours.timeZone')}
        data-field="hours.timeZone"
        data={zones}
        value={hours.timeZone}
        onChange={(timeZone) => timeZone !== null && set({ timeZone })}
        allowDeselect={false}
        searchable
        limit={80}
        maxDropdownHeight={280}
        nothingFoundMessage={t('channels.hours.noZone')}
        error={problem('hours.timeZone')}
        maw={360}
      />
      <div data-field="hours.week" tabIndex={-1}>
        {!always && <WeekField week={hours.week} onChange={(week) => set({ week })} />}
        {problem('hours.week') && <Input.Error>{problem('hours.week')}</Input.Error>}
      </div>
      <Exceptions exceptions={hours.exceptions} onChange={(exceptions) => set({ exceptions })} error={problem('hours.exceptions')} />
      <OpeningSentence hours={hours} />
      <OpeningCheck hours={hours} />
    </>
  )
}
