import { isMantineColorScheme, Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  IconChevronUp,
  IconDeviceDesktop,
  IconExternalLink,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { Link } from 'wouter'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { Locale } from '../api/types'
import { askForHelp } from '../keyboard/shell-keys'
import { useTranslation } from '../lang/translation'
import { PROFILE_PATH } from '../profile/addresses'
import { useMe } from '../session/me'
import classes from './agent-menu.module.css'
import { Avatar } from './avatar'
import { LANGUAGES } from './language-switch'
import { useComplaint } from './use-complaint'

const SCHEMES = [
  { scheme: 'auto', icon: IconDeviceDesktop },
  { scheme: 'light', icon: IconSun },
  { scheme: 'dark', icon: IconMoon },
] as const

export function AgentMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const queries = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const complain = useComplaint()

  const language = useMutation({
    mutationFn: (locale: Locale) => answer(api.PATCH('/api/v1/profile', { body: { locale } })),
    onSuccess: (changed) => queries.setQueryData(keys.me, changed),
    onError: complain,
  })
  const logout = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/session')),
    // A fresh page: nothing of this agent stays in memory.
    onSuccess: () => location.assign('/inbox/'),
    onError: complain,
  })

  return (
    <Menu width={272} position="top-start" alignItemsLabels="all" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.me}>
          <Avatar person={me} size={32} />
          <span className={classes.words}>
            <span className={classes.name}>{me.name}</span>
            <span className={classes.role}>{t(`role.${me.role}`)}</span>
          </span>
          <VisuallyHidden>{t('menu.agent')}</VisuallyHidden>
          <IconChevronUp size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('menu.language')}</Menu.Label>
        <Menu.RadioGroup value={me.locale} onChange={(locale) => language.mutate(locale === 'en' ? 'en' : 'pl')}>
          {LANGUAGES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value} lang={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('menu.colorScheme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => isMantineColorScheme(scheme) && setColorScheme(scheme)}>
          {SCHEMES.map(({ scheme, icon: SchemeIcon }) => (
            <Menu.RadioItem key={scheme} value={scheme} rightSection={<SchemeIcon size={16} aria-hidden />}>
              {t(`scheme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component={Link} href={PROFILE_PATH} rightSection={<IconUserCircle size={16} aria-hidden />}>
          {t('menu.profile')}
        </Menu.Item>
        <Menu.Item rightSection={<IconKeyboard size={16} aria-hidden />} onClick={askForHelp}>
          {t('keys.title')}
        </Menu.Item>
        {me.operations && (
          <Menu.Item
            component="a"
            href={me.operations.temporalUi}
            target="_blank"
            rel="noreferrer"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('menu.temporal')}
          </Menu.Item>
        )}
        <Menu.Item rightSection={<IconLogout size={16} aria-hidden />} onClick={() => logout.mutate()} disabled={logout.isPending}>
          {t('menu.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
