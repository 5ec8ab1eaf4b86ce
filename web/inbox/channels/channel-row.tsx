import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ConfiguredChannel } from '../api/types'
import { useTranslation } from '../lang/translation'
import rowLink from '../shell/row-link.module.css'
import rows from '../shell/rows.module.css'
import { Moment } from '../time/moment'
import { channelPath } from './addresses'
import { useAvailabilityWords } from './availability-words'
import { ChannelMenu } from './channel-menu'
import classes from './list-page.module.css'

export function ChannelRow({ channel }: { channel: ConfiguredChannel }) {
  const { t } = useTranslation()
  const { settings, availability, seenAt } = channel
  const words = useAvailabilityWords(settings.hours.timeZone)
  const state = !settings.enabled ? 'off' : availability.open ? 'open' : 'closed'
  return (
    <li className={`${rowLink.row} ${rows.row} ${classes.row}`}>
      <div>
        <Link className={`${rowLink.link} ${rows.link}`} href={channelPath(channel.id)}>
          {settings.name}
        </Link>
        <div className={rows.soft}>{settings.shopUrl}</div>
      </div>
      <div className={classes.state} data-state={state}>
        {state === 'off' ? t('channels.row.off') : words(availability)}
      </div>
      <div className={rows.soft}>
        {seenAt === undefined ? (
          t('channels.row.unseen')
        ) : (
          <>
            {t('channels.row.seen')} <Moment at={seenAt} as="relative" />
          </>
        )}
      </div>
      {settings.agents.length === 0 ? (
        <div className={classes.warning}>
          <IconAlertTriangle size={16} aria-hidden style={{ flex: 'none' }} />
          {t('channels.row.nobody')}
        </div>
      ) : (
        <div className={rows.soft}>{t('channels.row.agents', { count: settings.agents.length })}</div>
      )}
      <div className={classes.menu}>
        <ChannelMenu channel={channel} />
      </div>
    </li>
  )
}
