import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconInbox, IconKey, IconPencil, IconUserCheck, IconUserOff } from '@tabler/icons-react'
import type { CompanyAgent } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import classes from '../settings/word-list.module.css'
import { Avatar } from '../shell/avatar'
import { useComplaint } from '../shell/use-complaint'
import { Moment } from '../time/moment'
import { useReleaseTickets, useSwitchPerson } from './people'

interface Props {
  person: CompanyAgent
  /** Names of chats and teams by id, as far as they are known. */
  names: ReadonlyMap<string, string>
  /** A link is being made for them. */
  busy: boolean
  onEdit: () => void
  onReset: () => void
  onSwitchOff: () => void
}

export function PersonRow({ person, names, busy, onEdit, onReset, onSwitchOff }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { name, email, role, active, channels, teams, lastSeenAt } = person
  const named = (ids: readonly string[]) => ids.flatMap((id) => names.get(id) ?? []).toSorted(new Intl.Collator().compare).join(', ')
  return (
    <li className={classes.row} data-person={email}>
      <Avatar person={person} size={36} />
      <div className={classes.words}>
        <div className={classes.name}>
          <span data-name>{name}</span>
          {person.id === me.id && <span className={classes.builtin}>{t('people.you')}</span>}
          {!active && <span className={classes.builtin}>{t('people.off')}</span>}
        </div>
        <div className={classes.details}>
          {email} · {t(`role.${role}`)}
        </div>
        <div className={classes.details}>
          {channels.length === 0 ? t('people.noChannels') : t('people.inChannels', { names: named(channels) })}
          {teams.length > 0 && <> · {t('people.inTeams', { names: named(teams) })}</>}
        </div>
        <div className={classes.details}>
          {lastSeenAt === undefined ? (
            t('people.unseen')
          ) : (
            <>
              {t('people.seen')} <Moment at={lastSeenAt} as="relative" />
            </>
          )}
        </div>
      </div>
      <Actions person={person} own={person.id === me.id} busy={busy} onEdit={onEdit} onReset={onReset} onSwitchOff={onSwitchOff} />
    </li>
  )
}

function Actions({ person, own, busy, onEdit, onReset, onSwitchOff }: Omit<Props, 'names'> & { own: boolean }) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const turn = useSwitchPerson()
  const release = useReleaseTickets()
  const { id, name, active, openTickets } = person
  const say = (message: string) => notifications.show({ withCloseButton: false, message })
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('people.actions', { name })} loading={busy || turn.isPending || release.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('people.edit')}
        </Menu.Item>
        {active && (
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={onReset}>
            {t('people.reset')}
          </Menu.Item>
        )}
        {active && !own && (
          <Menu.Item leftSection={<IconUserOff size={16} aria-hidden />} onClick={onSwitchOff}>
            {t('people.switchOff')}
          </Menu.Item>
        )}
        {!active && (
          <Menu.Item
            leftSection={<IconUserCheck size={16} aria-hidden />}
            onClick={() => turn.mutate({ id, active: true }, { onSuccess: () => say(t('people.onDone', { name })), onError: complain })}
          >
            {t('people.switchOn')}
          </Menu.Item>
        )}
        {!active && openTickets > 0 && (
          <Menu.Item
            leftSection={<IconInbox size={16} aria-hidden />}
            onClick={() => release.mutate(id, { onSuccess: (number) => say(t('people.released', { number })), onError: complain })}
          >
            {t('people.release', { number: openTickets })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
