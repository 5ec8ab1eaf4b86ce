import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useTranslation } from '../lang/translation'
import { lazily } from '../shell/lazily'
import classes from './bell.module.css'
import { useNotices } from './notices'

const Panel = lazily(() => import('./panel').then(({ Panel }) => ({ default: Panel })))
const MOST = 99

/** How many notices are unread; a click shows them all. */
export function Bell() {
  const { t } = useTranslation()
  const [path] = useLocation()
  const [open, setOpen] = useState(false)
  const unread = useNotices().data?.unread ?? 0
  const words = unread > 0 ? t('notices.unread', { count: unread }) : t('notices.title')
  useEffect(() => setOpen(false), [path])
  return (
    <>
      <Tooltip label={t('notices.title')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          className={classes.bell ?? ''}
          onClick={() => setOpen(true)}
          aria-label={words}
          aria-haspopup="dialog"
          aria-expanded={open}
        >
          <IconBell size={20} aria-hidden />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {unread > MOST ? `${MOST}+` : unread}
            </span>
          )}
        </ActionIcon>
      </Tooltip>
      <Drawer opened={open} onClose={() => setOpen(false)} position="right" size={420} title={t('notices.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
        <Panel />
      </Drawer>
    </>
  )
}
