import { ActionIcon, Button, Group, Switch, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { OpeningHours } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { calendarDate } from '../time/dates'
import { nextRange, withException } from './hours'
import classes from './hours.module.css'
import { RangesField } from './ranges-field'

interface Props {
  exceptions: OpeningHours['exceptions']
  onChange: (exceptions: OpeningHours['exceptions']) => void
  error: string | undefined
}

/** Single dates that are closed or have other hours. */
export function Exceptions({ exceptions, onChange, error }: Props) {
  const { t, i18n } = useTranslation()
  const [date, setDate] = useState('')
  const [wrong, setWrong] = useState<string>()
  const field = useRef<HTMLInputElement>(null)

  const add = () => {
    if (date === '') setWrong(t('form.problem.date'))
    else if (exceptions.some((known) => known.date === date)) setWrong(t('channels.hours.listedDate'))
    else {
      onChange(withException(exceptions, date, []))
      setDate('')
    }
    field.current?.focus()
  }

  return (
    <FieldGroup label={t('channels.hours.exceptions')} hint={t('channels.hours.exceptionsHint')} field="hours.exceptions" error={error}>
      {exceptions.length > 0 && (
        <div className={classes.days}>
          {exceptions.map(({ date: day, ranges }) => {
            const name = calendarDate(day, i18n.language)
            return (
              <div key={day} className={classes.day} data-date role="group" aria-label={name}>
                <Switch
                  className={classes.name}
                  label={name}
                  checked={ranges.length > 0}
                  onChange={(event) => onChange(withException(exceptions, day, event.currentTarget.checked ? [nextRange([])] : []))}
                />
                <RangesField day={name} ranges={ranges} onChange={(next) => onChange(withException(exceptions, day, next))} />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('channels.hours.removeDate', { date: name })}
                  onClick={() => {
                    onChange(exceptions.filter((known) => known.date !== day))
                    field.current?.focus({ preventScroll: true })
                  }}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </div>
            )
          })}
        </div>
      )}
      <Group gap={8} align="flex-start" mt={8}>
        <TextInput
          ref={field}
          type="date"
          aria-label={t('channels.hours.date')}
          value={date}
          onChange={(event) => {
            setDate(event.currentTarget.value)
            setWrong(undefined)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
          error={wrong}
        />
        <Button variant="default" onClick={add}>
          {t('channels.hours.addDate')}
        </Button>
      </Group>
    </FieldGroup>
  )
}
