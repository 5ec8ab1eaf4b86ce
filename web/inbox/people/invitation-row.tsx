import { ActionIcon, Text } from '@mantine/core'
import { IconMailForward, IconMailQuestion, IconTrash } from '@tabler/icons-react'
import type { Invitation } from '../api/types'
import { useTranslation } from '../lang/translation'
import classes from '../settings/word-list.module.css'
import { Moment } from '../time/moment'

interface Props {
  invitation: Invitation
  /** A new link is on its way. */
  renewing: boolean
  onRenew: () => void
  onRevoke: () => void
}

/** Somebody who was invited and hasn't come yet. */
export function InvitationRow({ invitation: { email, role, invitedBy, expired, expiresAt }, renewing, onRenew, onRevoke }: Props) {
  const { t } = useTranslation()
  const again = t('people.again', { email })
  const revoke = t('people.revoke', { email })
  return (
    <li className={classes.row} data-invitation={email}>
      <IconMailQuestion size={36} stroke={1.3} color="var(--ink-soft)" style={{ flex: 'none' }} aria-hidden />
      <div className={classes.words}>
        <div className={classes.name}>{email}</div>
        <div className={classes.details}>
          {t(`role.${role}`)}
          {invitedBy !== undefined && <> · {t('invitation.from', { name: invitedBy })}</>}
        </div>
        <div className={classes.details}>
          {expired ? (
            <Text span inherit c="var(--warn)">
              {t('people.expired')}
            </Text>
          ) : (
            <>
              {t('people.until')} <Moment at={expiresAt} as="exact" />
            </>
          )}
        </div>
      </div>
      <div className={classes.actions}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={again} title={again} onClick={onRenew} loading={renewing}>
          <IconMailForward size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={revoke} title={revoke} onClick={onRevoke}>
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </div>
    </li>
  )
}
