import { Burger, Drawer } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useAlerts } from '../alerts/use-alerts'
import { TokenBanner } from '../baselinker/token-banner'
import { ShellKeys } from '../keyboard/shell-keys'
import { useTranslation } from '../lang/translation'
import { ConnectionLine } from '../live/connection-line'
import { Bell } from '../notices/bell'
import { useLiveNotices } from '../notices/notices'
import { useLiveLists } from '../tickets/live-lists'
import { useLiveVocabulary } from '../vocabulary/live-vocabulary'
import { Brand } from './brand'
import { Navigation } from './navigation'
import classes from './shell.module.css'

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [path] = useLocation()
  const [open, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  // Alerts compare a push with what was known before it, so they listen first.
  useAlerts()
  useLiveLists()
  useLiveVocabulary()
  useLiveNotices()

  useEffect(() => {
    setOpen(false)
    // The link that was followed is gone with its page: the keyboard goes on from the new one.
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  }, [path])

  return (
    <div className={classes.shell}>
      <ShellKeys />
      <a
        className={classes.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('skip')}
      </a>
      <nav className={classes.bar} aria-label={t('menu.navigation')}>
        <Burger opened={open} onClick={() => setOpen(true)} size="sm" aria-label={t('menu.open')} aria-expanded={open} />
        <Brand />
        <Bell />
      </nav>
      <div className={classes.side}>
        <Navigation />
      </div>
      <Drawer.Root opened={open} onClose={() => setOpen(false)} size={290}>
        <Drawer.Overlay />
        <Drawer.Content aria-label={t('menu.navigation')}>
          <Drawer.Body p={0} className={classes.drawer}>
            <Navigation onChoose={() => setOpen(false)} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ConnectionLine />
        <TokenBanner />
        <div className={classes.page}>{children}</div>
      </main>
    </div>
  )
}
