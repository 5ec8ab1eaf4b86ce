import type { ComponentType } from 'react'
import { Redirect, useLocation } from 'wouter'
import { useTranslation } from '../lang/translation'
import { PeoplePage } from '../people/people-page'
import { NotFound } from '../shell/not-found'
import { TabbedPage } from '../shell/tabbed-page'
import {
  CONTEXTS_PATH,
  GENERAL_PATH,
  INBOXES_PATH,
  MAIL_PATH,
  PEOPLE_PATH,
  REPLIES_PATH,
  SETTINGS_PATH,
  STATUSES_PATH,
  TAGS_PATH,
  TEAMS_PATH,
} from './addresses'
import { ContextsPage } from './contexts-page'
import { GeneralPage } from './general-page'
import { InboxesPage } from './inboxes-page'
import { MailPage } from './mail-page'
import { RepliesPage } from './replies-page'
import { StatusesPage } from './statuses-page'
import { TagsPage } from './tags-page'
import { TeamsPage } from './teams-page'

const TABS = [
  { word: 'general', path: GENERAL_PATH, page: GeneralPage },
  { word: 'mail', path: MAIL_PATH, page: MailPage },
  { word: 'people', path: PEOPLE_PATH, page: PeoplePage },
  { word: 'statuses', path: STATUSES_PATH, page: StatusesPage },
  { word: 'teams', path: TEAMS_PATH, page: TeamsPage },
  { word: 'tags', path: TAGS_PATH, page: TagsPage },
  { word: 'contexts', path: CONTEXTS_PATH, page: ContextsPage },
  { word: 'inboxes', path: INBOXES_PATH, page: InboxesPage },
  { word: 'replies', path: REPLIES_PATH, page: RepliesPage },
] as const satisfies { word: string; path: string; page: ComponentType }[]

export default function Pages() {
  const { t } = useTranslation()
  const path = useLocation()[0].replace(/\/$/, '')
  if (path === SETTINGS_PATH) return <Redirect to={GENERAL_PATH} replace />
  // A reply has an address of its own below theirs.
  const current = TABS.find((tab) => tab.path === path || (tab.word === 'replies' && path.startsWith(`${tab.path}/`)))
  if (!current) return <NotFound />
  return (
    <TabbedPage title={t('settings.title')} tabs={TABS.map((tab) => ({ path: tab.path, label: tab.word === 'replies' ? t('canned.tab') : t(`settings.${tab.word}.tab`) }))} current={current.path}>
      <current.page key={path} />
    </TabbedPage>
  )
}
