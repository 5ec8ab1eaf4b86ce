import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './field-section.module.css'

interface Props {
  /** The heading's, to be led to. */
  id: string
  title: string
  children: ReactNode
}

/** Fields that belong together. It is laid out by the width of the container it stands in. */
export function FieldSection({ id, title, children }: Props) {
  return (
    <section className={classes.section} aria-labelledby={id}>
      <Title order={2} size="h5" id={id} tabIndex={-1} className={classes.heading}>
        {title}
      </Title>
      {children}
    </section>
  )
}
