import { type Icon, IconAddressBook, IconBolt, IconClockHour4, IconInbox, IconMessageCog, IconSettings, IconUser, IconUserQuestion } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { TicketCounts, View } from '../api/types'
import { CHANNELS_PATH } from '../channels/addresses'
import { CONTACTS_PATH } from '../contacts/addresses'
import { useTranslation } from '../lang/translation'
import { Bell } from '../notices/bell'
import { PROFILE_PATH } from '../profile/addresses'
import { RULES_PATH } from '../rules/addresses'
import { may, useMe } from '../session/me'
import { useSavedFilter } from '../saved/saved-filters'
import { SavedSection } from '../saved/saved-section'
import { SETTINGS_PATH } from '../settings/addresses'
import { useCounts } from '../tickets/lists'
import { useListing, useShownInbox } from '../tickets/use-listing'
import { VIEWS, viewPath } from '../tickets/view'
import { AgentMenu } from './agent-menu'
import { Brand } from './brand'
import { InboxLinks } from './inbox-links'
import classes from './navigation.module.css'

const ICONS: Record<View, Icon> = { all: IconInbox, unassigned: IconUserQuestion, mine: IconUser, awaiting: IconClockHour4 }
const COUNT: Record<View, keyof TicketCounts> = { all: 'open', unassigned: 'unassigned', mine: 'mine', awaiting: 'awaiting' }

/** What stands below the tickets: whom one knows, and what admins set. */
const ADMINISTRATION = [
  { word: 'contacts', path: CONTACTS_PATH, permission: 'ticket.read', icon: IconAddressBook },
  { word: 'channels', path: CHANNELS_PATH, permission: 'channel.write', icon: IconMessageCog },
  { word: 'rules', path: RULES_PATH, permission: 'rule.write', icon: IconBolt },
  { word: 'settings', path: SETTINGS_PATH, permission: 'settings.write', icon: IconSettings },
] as const

export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslation()
  const counts = useCounts().data
  const me = useMe()
  const [path] = useLocation()
  const administered = ADMINISTRATION.find((part) => path.startsWith(part.path))
  const place = useListing()
  const saved = useSavedFilter(place.saved)?.id
  const inbox = useShownInbox()
  const current = administered || path === PROFILE_PATH || saved !== undefined || inbox !== undefined ? undefined : place.listing.view
  return (
    <nav className={classes.column} aria-label={t('menu.views')}>
      <div className={classes.brand}>
        <Brand />
        {/* Where this is a drawer, the bar above has it. */}
        {!onChoose && <Bell />}
      </div>
      <div className={classes.views}>
        {VIEWS.map((view) => {
          const ViewIcon = ICONS[view]
          const count = counts?.[COUNT[view]]
          return (
            <Link key={view} href={viewPath(view)} className={classes.view} aria-current={view === current ? 'page' : undefined} onClick={onChoose}>
              <ViewIcon size={18} stroke={1.7} aria-hidden />
              <span className={classes.name}>{t(`view.${view}`)}</span>
              {count !== undefined && count > 0 && (
                <span className={classes.count} aria-label={t('menu.open_tickets', { count })} data-strong={view === 'unassigned' || undefined}>
                  {count}
                </span>
              )}
            </Link>
          )
        })}
        <InboxLinks onChoose={onChoose} />
        <SavedSection current={administered ? undefined : saved} onChoose={onChoose} />
        {ADMINISTRATION.filter(({ permission }) => may(me, permission)).map((part, at) => (
          <Link
            key={part.word}
            href={part.path}
            className={at === 0 ? `${classes.view} ${classes.apart}` : classes.view}
            aria-current={part === administered ? 'page' : undefined}
            onClick={onChoose}
          >
            <part.icon size={18} stroke={1.7} aria-hidden />
            <span className={classes.name}>{t(`menu.${part.word}`)}</span>
          </Link>
        ))}
      </div>
      <AgentMenu />
    </nav>
  )
}
