import { ActionIcon, Title, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { PageTitle } from './page-title'
import classes from './page.module.css'

interface Props {
  title: string
  /** The page above, and what the way there is called. */
  back: { to: string; label: string }
  /** What else can be done here. */
  children?: ReactNode
}

/** The top of one thing's page, with the way back to where it is listed. */
export function PageHead({ title, back: { to, label }, children }: Props) {
  return (
    <div className={classes.head}>
      <PageTitle text={title} />
      <Tooltip label={label}>
        <ActionIcon component={Link} href={to} variant="subtle" color="gray" size="lg" aria-label={label}>
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Title order={1} size="h4" className={classes.title} title={title}>
        {title}
      </Title>
      {children}
    </div>
  )
}
