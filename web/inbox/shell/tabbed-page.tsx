import { Group, Tabs, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { PageTitle } from './page-title'
import classes from './tabbed-page.module.css'

interface Props {
  title: string
  /** What the one tab there is so far is called. */
  tab: string
  /** Stands beside the title. */
  action?: ReactNode
  children: ReactNode
}

/** A page whose kinds of things stand in tabs. */
export function TabbedPage({ title, tab, action, children }: Props) {
  return (
    <div className={classes.page}>
      <PageTitle text={title} />
      <Group className={classes.head} justify="space-between" wrap="nowrap">
        <Title order={1} size="h4">
          {title}
        </Title>
        {action}
      </Group>
      <Tabs value="only" className={classes.tabs}>
        <Tabs.List px={20}>
          <Tabs.Tab value="only">{tab}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="only" className={classes.body}>
          {children}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
