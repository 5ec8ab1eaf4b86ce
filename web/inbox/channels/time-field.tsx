import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { clockOf, minutesOf } from './clock'

const STEP = 15

interface Props {
  label: string
  /** Minutes after midnight. */
  value: number
  max: number
  onChange: (minutes: number) => void
}

/**
 * A time of day on a 24-hour clock. (The browser's own time input follows the browser's language, so it may ask for
 * AM and PM, and knows no 24:00.) What is no time falls back to the last one when the field is left.
 */
export function TimeField({ label, value, max, onChange }: Props) {
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? clockOf(value)
  const wrong = typed !== undefined && !isTime(minutesOf(typed), max)

  const commit = (text: string) => {
    const minutes = minutesOf(text)
    if (isTime(minutes, max) && minutes !== value) onChange(minutes)
  }
  return (
    <TextInput
      aria-label={label}
      aria-invalid={wrong || undefined}
      w={72}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      styles={{ input: { textAlign: 'center', fontVariantNumeric: 'tabular-nums' } }}
      value={shown}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        // A whole time counts at once; "1" may become "17".
        if (/^\d{2}:\d{2}$/.test(event.currentTarget.value)) commit(event.currentTarget.value)
      }}
      onBlur={() => {
        if (typed !== undefined) commit(typed)
        setTyped(undefined)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && typed !== undefined) {
          event.preventDefault()
          commit(typed)
          setTyped(undefined)
        }
        const step = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0
        if (step === 0) return
        event.preventDefault()
        const now = (typed === undefined ? undefined : minutesOf(typed)) ?? value
        setTyped(undefined)
        onChange(Math.min(max, Math.max(0, now + step)))
      }}
    />
  )
}

function isTime(minutes: number | undefined, max: number): minutes is number {
  return minutes !== undefined && minutes <= max
}
