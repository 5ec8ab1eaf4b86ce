import { type Icon, IconClockHour4, IconInbox, IconMessageCog, IconUser, IconUserQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { TicketCounts, View } from '../api/types'
import { CHANNELS_PATH } from '../channels/addresses'
import { may, useMe } from '../session/me'
import { useCounts } from '../tickets/lists'
import { isView, VIEWS, viewPath } from '../tickets/view'
import { AgentMenu } from './agent-menu'
import { Brand } from './brand'
import classes from './navigation.module.css'

const ICONS: Record<View, Icon> = { all: IconInbox, unassigned: IconUserQuestion, mine: IconUser, awaiting: IconClockHour4 }
const COUNT: Record<View, keyof TicketCounts> = { all: 'open', unassigned: 'unassigned', mine: 'mine', awaiting: 'awaiting' }

export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslation()
  const counts = useCounts().data
  const me = useMe()
  const [path] = useLocation()
  const channels = path.startsWith(CHANNELS_PATH)
  const shown = useCurrentView()
  const current = channels ? undefined : shown
  return (
    <nav className={classes.column} aria-label={t('menu.views')}>
      <div className={classes.brand}>
        <Brand />
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
        {may(me, 'channel.write') && (
          <Link href={CHANNELS_PATH} className={`${classes.view} ${classes.apart}`} aria-current={channels ? 'page' : undefined} onClick={onChoose}>
            <IconMessageCog size={18} stroke={1.7} aria-hidden />
            <span className={classes.name}>{t('menu.channels')}</span>
          </Link>
        )}
      </div>
      <AgentMenu />
    </nav>
  )
}

/** The view on screen; a ticket belongs to the one it was opened from. */
export function useCurrentView(): View {
  const [path] = useLocation()
  const [search] = useSearchParams()
  const word = path.startsWith('/tickets/') ? search.get('view') : path.slice(1)
  return isView(word) ? word : 'all'
}
