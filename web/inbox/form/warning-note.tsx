import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface Props {
  title?: string
  /** `alert` is read out at once; without it, the place around says that something came. */
  role?: 'alert'
  children: ReactNode
}

/** Something that isn't wrong in itself and has to be known or decided. */
export function WarningNote({ title, role, children }: Props) {
  return (
    <Alert
      {...(role && { role })}
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
      styles={{ message: { color: 'var(--ink)' }, title: { color: 'var(--ink)' } }}
    >
      {children}
    </Alert>
  )
}
