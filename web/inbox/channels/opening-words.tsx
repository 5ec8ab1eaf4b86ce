import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { asApiError } from '../api/error'
import type { OpeningHours } from '../api/types'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { useErrorText } from '../shell/error-text'
import { openingTime } from '../time/dates'
import { instantIn, wallIn } from '../time/zone'
import { useZoneTime } from './availability-words'
import { useOpening } from './use-check'
import { useNextOpening } from './use-next-opening'

/** In words, what the hours mean right now. */
export function OpeningSentence({ hours }: { hours: OpeningHours }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const problemText = useProblemText()
  const time = useZoneTime(hours.timeZone)
  const { availability, nextOpen, error: thrown } = useNextOpening(hours)
  if (thrown) {
    const error = asApiError(thrown)
    return <ErrorNote text={error.field === undefined ? errorText(error) : problemText(error.code)} />
  }
  const words = () => {
    if (!availability) return ''
    const { open, until } = availability
    if (!open) return nextOpen === undefined ? t('channels.hours.nowNever') : t('channels.hours.nowClosed', { time: time(nextOpen) })
    if (until === undefined) return t('channels.hours.nowAlways')
    return nextOpen === undefined
      ? t('channels.hours.nowOpen', { time: time(until) })
      : t('channels.hours.nowOpenThen', { time: time(until), next: time(nextOpen) })
  }
  return (
    <Text size="sm" role="status" fw={600} mih="1.5em">
      {words()}
    </Text>
  )
}

/** Whether the chat would be open at a moment, read on the clocks of its zone. */
export function OpeningCheck({ hours }: { hours: OpeningHours }) {
  const { t, i18n } = useTranslation()
  const time = useZoneTime(hours.timeZone)
  const [wall, setWall] = useState('')
  const instant = instantIn(hours.timeZone, wall)
  const { data, error, settled } = useOpening(hours, instant?.toISOString() ?? null)
  const shown = instant && wallIn(hours.timeZone, instant)
  const words = () => {
    if (!instant || !settled || !data || error) return ''
    const { open, until, nextOpen } = data.availability
    const near = (at: string) => time(at, instant.getTime())
    if (open) return until === undefined ? t('channels.hours.thenAlways') : t('channels.hours.thenOpen', { time: near(until) })
    return nextOpen === undefined ? t('channels.hours.thenNever') : t('channels.hours.thenClosed', { time: near(nextOpen) })
  }
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={t('channels.hours.check')}
        description={t('channels.hours.checkHint', { zone: hours.timeZone })}
        maw={280}
        value={wall}
        onChange={(event) => setWall(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault() // asks nothing to be saved
        }}
      />
      <Text size="sm" role="status" mt={6} fw={600}>
        {shown && shown !== wall.slice(0, 16) && <>{t('channels.hours.skipped', { time: openingTime(new Date(`${shown}`), i18n.language) })} </>}
        {words()}
      </Text>
    </div>
  )
}
