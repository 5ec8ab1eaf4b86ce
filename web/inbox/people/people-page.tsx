import { Button, Modal, Skeleton, Text, Title } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { asApiError } from '../api/error'
import type { CompanyAgent, Invitation, InvitationLink } from '../api/types'
import { useChannels } from '../channels/channels'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { useDialog } from '../settings/use-dialog'
import { WordDialog } from '../settings/word-dialog'
import classes from '../settings/word-list.module.css'
import { ErrorNote } from '../shell/error-note'
import { useComplaint } from '../shell/use-complaint'
import { useVocabulary } from '../vocabulary/vocabulary'
import { InvitationRow } from './invitation-row'
import { InviteForm } from './invite-form'
import { LinkPanel } from './link-panel'
import { PersonForm } from './person-form'
import { PersonRow } from './person-row'
import { usePeople, useRenew, useReset, useRevoke } from './people'
import { SwitchOffDialog } from './switch-off-dialog'

/** Who works here, and who is invited to. */
export function PeoplePage() {
  const { t } = useTranslation()
  const complain = useComplaint()
  const all = usePeople()
  const channels = useChannels().data
  const teams = useVocabulary().data?.teams
  const names = useMemo(
    () => new Map([...(channels ?? []).map(({ id, settings }) => [id, settings.name] as const), ...(teams ?? []).map(({ id, name }) => [id, name] as const)]),
    [channels, teams],
  )
  const editing = useDialog<string>()
  const switchingOff = useDialog<CompanyAgent>()
  const revoking = useDialog<Invitation>()
  const inviting = useDialog<InvitationLink>()
  const [link, setLink] = useState<{ link: InvitationLink; reset: boolean }>()
  const [linked, setLinked] = useState(false)
  const inviteButton = useRef<HTMLButtonElement>(null)
  const reset = useReset()
  const renew = useRenew()
  const revoke = useRevoke()
  const show = (made: InvitationLink, forReset: boolean) => {
    setLink({ link: made, reset: forReset })
    setLinked(true)
  }
  const edited = all.data?.people.find(({ id }) => id === editing.about)
  const invitations = all.data?.invitations ?? []

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" maw={560}>
          {t('people.purpose')}
        </Text>
        <Button ref={inviteButton} leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => inviting.open()}>
          {t('people.invite')}
        </Button>
      </div>
      {all.error && <ErrorNote error={asApiError(all.error)} retry={() => void all.refetch()} retrying={all.isFetching} />}
      {all.isPending && <Waiting label={t('loading')} />}
      {invitations.length > 0 && (
        <section aria-labelledby="invitations" style={{ marginBottom: 28 }}>
          <Title order={2} size="h5" mb={8} id="invitations">
            {t('people.invitations')}
          </Title>
          <ul className={classes.list} aria-labelledby="invitations">
            {invitations.map((invitation) => (
              <InvitationRow
                key={invitation.id}
                invitation={invitation}
                renewing={renew.isPending && renew.variables === invitation.id}
                onRenew={() => renew.mutate(invitation.id, { onSuccess: (made) => show(made, false), onError: complain })}
                onRevoke={() => revoking.open(invitation)}
              />
            ))}
          </ul>
        </section>
      )}
      {invitations.length > 0 && (
        <Title order={2} size="h5" mb={8}>
          {t('settings.people.tab')}
        </Title>
      )}
      {all.data && (
        <ul className={classes.list} aria-label={t('settings.people.tab')}>
          {all.data.people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              names={names}
              busy={reset.isPending && reset.variables === person.id}
              onEdit={() => editing.open(person.id)}
              onReset={() => reset.mutate(person.id, { onSuccess: (made) => show(made, true), onError: complain })}
              onSwitchOff={() => switchingOff.open(person)}
            />
          ))}
        </ul>
      )}
      <WordDialog dialog={inviting} title={t('people.inviteTitle')}>
        <InviteForm
          onLink={(made) => {
            inviting.close()
            show(made, false)
          }}
          onCancel={inviting.close}
        />
      </WordDialog>
      <WordDialog dialog={editing} title={t('people.editTitle', { name: edited?.name ?? '' })}>
        {edited && <PersonForm person={edited} onDone={editing.close} />}
      </WordDialog>
      {/* A click beside it must not lose a link that shows only this once. */}
      <Modal
        opened={linked}
        onClose={() => setLinked(false)}
        closeOnClickOutside={false}
        title={link && t(`people.link.${link.reset ? 'reset' : 'invitation'}`, { email: link.link.email })}
        closeButtonProps={{ 'aria-label': t('dismiss') }}
      >
        {link && <LinkPanel link={link.link} onDone={() => setLinked(false)} />}
      </Modal>
      <SwitchOffDialog dialog={switchingOff} />
      <DangerDialog
        opened={revoking.opened}
        title={t('people.revokeTitle')}
        text={t('people.revokeText', { email: revoking.about?.email ?? '' })}
        action={t('people.revokeButton')}
        onAction={() =>
          revoking.about &&
          revoke.mutate(revoking.about.id, {
            onSuccess: () => {
              revoking.close()
              requestAnimationFrame(() => inviteButton.current?.focus())
            },
          })
        }
        onClose={() => {
          revoking.close()
          revoke.reset()
        }}
        busy={revoke.isPending}
        error={revoke.error}
      />
    </div>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: 5 }, (_, row) => (
        <Skeleton key={row} height={56} my={14} aria-hidden />
      ))}
    </div>
  )
}
