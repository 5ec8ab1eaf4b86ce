import { Group, Tabs, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { PageTitle } from './page-title'
import page from './page.module.css'
import classes from './tabbed-page.module.css'

interface Props {
  title: string
  /** Each has an address of its own. */
  tabs: readonly { path: string; label: string }[]
  /** The path of the tab that is shown. */
  current: string
  /** Stands beside the title. */
  action?: ReactNode
  children: ReactNode
}

/** A page whose kinds of things stand in tabs. */
export function TabbedPage({ title, tabs, current, action, children }: Props) {
  const [, navigate] = useLocation()
  return (
    <div className={page.page}>
      <PageTitle text={title} />
      <Group className={classes.head} justify="space-between" wrap="nowrap">
        <Title order={1} size="h4">
          {title}
        </Title>
        {action}
      </Group>
      {/* Arrows only lead to a tab: going there may have to ask about unsaved changes. */}
      <Tabs
        value={current}
        onChange={(path) => path !== null && path !== current && navigate(path)}
        activateTabWithKeyboard={false}
        className={classes.tabs}
      >
        <Tabs.List className={classes.list}>
          {tabs.map(({ path, label }) => (
            <Tabs.Tab key={path} value={path} className={classes.tab}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current} className={classes.body}>
          {children}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
