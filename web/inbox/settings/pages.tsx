import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, useLocation } from 'wouter'
import { NotFound } from '../shell/not-found'
import { TabbedPage } from '../shell/tabbed-page'
import { CONTEXTS_PATH, GENERAL_PATH, INBOXES_PATH, MAIL_PATH, SETTINGS_PATH, STATUSES_PATH, TAGS_PATH, TEAMS_PATH } from './addresses'
import { ContextsPage } from './contexts-page'
import { GeneralPage } from './general-page'
import { InboxesPage } from './inboxes-page'
import { MailPage } from './mail-page'
import { StatusesPage } from './statuses-page'
import { TagsPage } from './tags-page'
import { TeamsPage } from './teams-page'

const TABS = [
  { word: 'general', path: GENERAL_PATH, page: GeneralPage },
  { word: 'mail', path: MAIL_PATH, page: MailPage },
  { word: 'statuses', path: STATUSES_PATH, page: StatusesPage },
  { word: 'teams', path: TEAMS_PATH, page: TeamsPage },
  { word: 'tags', path: TAGS_PATH, page: TagsPage },
  { word: 'contexts', path: CONTEXTS_PATH, page: ContextsPage },
  { word: 'inboxes', path: INBOXES_PATH, page: InboxesPage },
] as const satisfies { word: string; path: string; page: ComponentType }[]

export default function Pages() {
  const { t } = useTranslation()
  const path = useLocation()[0].replace(/\/$/, '')
  if (path === SETTINGS_PATH) return <Redirect to={GENERAL_PATH} replace />
  const current = TABS.find((tab) => tab.path === path)
  if (!current) return <NotFound />
  return (
    <TabbedPage title={t('settings.title')} tabs={TABS.map((tab) => ({ path: tab.path, label: t(`settings.${tab.word}.tab`) }))} current={path}>
      <current.page key={path} />
    </TabbedPage>
  )
}
