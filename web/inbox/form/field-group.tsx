import { Input } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface Props {
  label: string
  hint?: string
  /** The contract's name, by which a refusal finds it. */
  field?: string
  error?: string | undefined
  role?: 'group' | 'radiogroup'
  children: ReactNode
}

/** Several inputs under one label, told to screen readers as a group; an input alone has its own. */
export function FieldGroup({ label, hint, field, error, role = 'group', children }: Props) {
  const id = useId()
  const described = [hint && `${id}hint`, error && `${id}error`].filter(Boolean).join(' ')
  return (
    <div role={role} aria-labelledby={`${id}label`} aria-describedby={described || undefined} data-field={field} tabIndex={-1} style={{ minWidth: 0 }}>
      <Input.Label id={`${id}label`} labelElement="div" display="block" mb={hint ? 0 : 6}>
        {label}
      </Input.Label>
      {hint && (
        <Input.Description id={`${id}hint`} mb={6}>
          {hint}
        </Input.Description>
      )}
      {children}
      {error && (
        <Input.Error id={`${id}error`} mt={6} role="alert">
          {error}
        </Input.Error>
      )}
    </div>
  )
}
