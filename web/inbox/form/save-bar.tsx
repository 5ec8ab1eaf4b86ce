import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../lang/translation'
import classes from './save-bar.module.css'

interface Props {
  dirty: boolean
  saving: boolean
  /** Something above has to be decided first. */
  blocked?: boolean
  /** What the button says. */
  label: string
  /** Another way to go on, before the button. */
  beside?: ReactNode
  /** What hinders saving. */
  children?: ReactNode
}

/** Stays on screen below a form: what hinders saving, and the button. */
export function SaveBar({ dirty, saving, blocked = false, label, beside, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes.bar}>
      <div className={classes.notes}>{children}</div>
      <div className={classes.line}>
        <Text size="sm" c="dimmed" role="status">
          {dirty ? t('form.unsaved') : t('form.unchanged')}
        </Text>
        {beside}
        <Button type="submit" disabled={!dirty || blocked} loading={saving}>
          {label}
        </Button>
      </div>
    </div>
  )
}
