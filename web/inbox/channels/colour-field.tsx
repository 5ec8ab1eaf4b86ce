import { ColorInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../lang/translation'
import { hexOf } from './contrast'

interface Props {
  label: string
  description: string
  /** #rrggbb */
  value: string
  onChange: (hex: string) => void
  field?: string
  error?: string | undefined
}

/** A colour by slider, from anywhere on the screen, or typed. Half a code is no colour: the last whole one stays. */
export function ColourField({ label, description, value, onChange, field, error }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string>()
  return (
    <ColorInput
      label={label}
      description={description}
      data-field={field}
      format="hex"
      fixOnBlur={false}
      value={typed ?? value}
      onChange={(text) => {
        const hex = hexOf(text)
        // What is a colour as it stands isn't kept apart: another hand may change it.
        setTyped(hex === text ? undefined : text)
        if (hex !== undefined && hex !== value) onChange(hex)
      }}
      onBlur={() => setTyped(undefined)}
      eyeDropperButtonProps={{ 'aria-label': t('channels.look.eyeDropper') }}
      error={error ?? (typed !== undefined && hexOf(typed) === undefined && typed.length > 7 ? t('form.problem.colour') : undefined)}
    />
  )
}
