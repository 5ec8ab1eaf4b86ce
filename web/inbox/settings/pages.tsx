import type { ComponentType } from 'react'
import { Redirect, useLocation } from 'wouter'
import { AccountsPage } from '../baselinker/accounts-page'
import { useTranslation } from '../lang/translation'
import { PeoplePage } from '../people/people-page'
import { NotFound } from '../shell/not-found'
import { TabbedPage } from '../shell/tabbed-page'
import {
  BASELINKER_PATH,
  CONTEXTS_PATH,
  GENERAL_PATH,
  INBOXES_PATH,
  MAIL_PATH,
  MODEL_PATH,
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
import { ModelPage } from './model-page'
import { RepliesPage } from './replies-page'
import { StatusesPage } from './statuses-page'
import { TagsPage } from './tags-page'
import { TeamsPage } from './teams-page'

const TABS = [
  { word: 'general', path: GENERAL_PATH, page: GeneralPage },
  { word: 'mail', path: MAIL_PATH, page: MailPage },
  { word: 'baselinker', path: BASELINKER_PATH, page: AccountsPage },
  { word: 'people', path: PEOPLE_PATH, page: PeoplePage },
  { word: 'statuses', path: STATUSES_PATH, page: StatusesPage },
  { word: 'teams', path: TEAMS_PATH, page: TeamsPage },
  { word: 'tags', path: TAGS_PATH, page: TagsPage },
  { word: 'contexts', path: CONTEXTS_PATH, page: ContextsPage },
  { word: 'model', path: MODEL_PATH, page: ModelPage },
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
  // These two are named where the rest of their texts stands.
  const tabName = (word: (typeof TABS)[number]['word']) => (word === 'replies' ? t('canned.tab') : word === 'baselinker' ? t('baselinker.tab') : t(`settings.${word}.tab`))
  return (
    <TabbedPage title={t('settings.title')} tabs={TABS.map((tab) => ({ path: tab.path, label: tabName(tab.word) }))} current={current.path}>
      <current.page key={path} />
    </TabbedPage>
  )
}
