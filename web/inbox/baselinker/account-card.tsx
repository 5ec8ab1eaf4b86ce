import { Alert, Button, Group, Progress, Text, Title } from '@mantine/core'
import { IconAlertCircle, IconRefresh } from '@tabler/icons-react'
import { notifications } from '@mantine/notifications'
import type { BaseLinkerAccount } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { clockTime, dayOfMonth } from '../time/dates'
import { Moment } from '../time/moment'
import { useNow } from '../time/now'
import { filledOf, troubleOf, useRefreshAccount } from './accounts'
import classes from './accounts.module.css'

interface Props {
  account: BaseLinkerAccount
  onEdit: () => void
  onRemove: () => void
}

/** An account: how far its orders are mirrored, what hinders that, its statuses, and what can be done. */
export function AccountCard({ account, onEdit, onRemove }: Props) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const refresh = useRefreshAccount()
  const { id, name, statuses } = account
  const heading = `account-${id}`
  const again = () =>
    refresh.mutate(id, {
      onSuccess: () => notifications.show({ withCloseButton: false, message: t('baselinker.refreshed') }),
      onError: complain,
    })
  return (
    <li className={classes.account} aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={2} size="h5" id={heading} className={classes.name}>
          {name}
        </Title>
        <Group gap="xs">
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={again} loading={refresh.isPending} aria-label={t('baselinker.refreshOf', { name })}>
            {t('baselinker.refresh')}
          </Button>
          <Button size="xs" variant="default" onClick={onEdit} aria-label={t('baselinker.changeOf', { name })}>
            {t('baselinker.change')}
          </Button>
          <Button size="xs" variant="default" c="var(--bad)" onClick={onRemove} aria-label={t('baselinker.removeOf', { name })}>
            {t('baselinker.remove')}
          </Button>
        </Group>
      </Group>
      <Trouble account={account} onEdit={onEdit} />
      <Standing account={account} />
      {statuses.length > 0 && (
        <ul className={classes.statuses} aria-label={t('baselinker.statuses')}>
          {statuses.map((status) => (
            <li key={status.id} className={classes.status} data-gone={status.gone || undefined}>
              <span className={classes.dot} style={status.color === '' ? undefined : { background: status.color }} aria-hidden />
              {status.gone ? t('vocabulary.deleted', { name: status.name }) : status.name}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** How many orders there are, and up to when. */
function Standing({ account: { mirror, budget } }: { account: BaseLinkerAccount }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const filling = mirror.phase === 'filling'
  const orders = t('baselinker.orders', { count: mirror.orders })
  const day = dayOfMonth(new Date(mirror.through), i18n.language)
  return (
    <div className={classes.standing}>
      {filling && (
        <>
          <Text size="sm" c="dimmed">
            {t('baselinker.filling')}
          </Text>
          <Progress value={100 * filledOf(mirror, now)} size="sm" aria-label={t('baselinker.filling')} />
        </>
      )}
      <Text size="sm" fw={600} data-progress>
        {filling ? t('baselinker.upTo', { orders, day }) : orders}
      </Text>
      <Text size="sm" c="dimmed">
        {!filling && mirror.syncedAt && (
          <>
            {t('baselinker.synced')} <Moment at={mirror.syncedAt} as="relative" />
            {' · '}
          </>
        )}
        {t('baselinker.budgetOf', { count: budget })}
      </Text>
      {!filling && mirror.journal === false && (
        <Text size="sm" c="dimmed">
          {t('baselinker.noJournal')}
        </Text>
      )}
      {mirror.odd !== undefined && (
        <Text size="sm" c="dimmed">
          {t('baselinker.odd', { count: mirror.odd })}
        </Text>
      )}
    </div>
  )
}

/** What hinders the mirror, in words. It is read out when it comes. */
function Trouble({ account, onEdit }: Pick<Props, 'account' | 'onEdit'>) {
  const { t, i18n } = useTranslation()
  const trouble = troubleOf(account, useNow())
  const { blockedUntil, mirror } = account
  const clock = (at: string | undefined) => (at === undefined ? '' : clockTime(new Date(at), i18n.language))
  return (
    <div role="status" className={classes.trouble}>
      {(trouble === 'token' || trouble === 'account') && (
        <Alert color="red" variant="light" icon={<IconAlertCircle aria-hidden />} title={t(`baselinker.trouble.${trouble}.title`)} styles={{ message: { color: 'var(--ink)' } }}>
          <Text size="sm">{t(`baselinker.trouble.${trouble}.text`)}</Text>
          <Button size="xs" variant="default" mt="sm" onClick={onEdit}>
            {t('baselinker.otherToken')}
          </Button>
        </Alert>
      )}
      {trouble === 'blocked' && <WarningNote title={t('baselinker.trouble.blocked.title', { time: clock(blockedUntil) })}>{t('baselinker.trouble.blocked.text')}</WarningNote>}
      {(trouble === 'unreachable' || trouble === 'refused') && (
        <WarningNote title={t(`baselinker.trouble.${trouble}.title`, { time: clock(mirror.failingSince) })}>
          {t(`baselinker.trouble.${trouble}.text`)} {mirror.nextTryAt !== undefined && t('baselinker.trouble.next', { time: clock(mirror.nextTryAt) })}
        </WarningNote>
      )}
    </div>
  )
}
