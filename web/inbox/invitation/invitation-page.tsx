import { Anchor, Center, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { asApiError } from '../api/error'
import { WarningNote } from '../form/warning-note'
import { speak } from '../lang/language'
import { useTranslation } from '../lang/translation'
import classes from '../session/login.module.css'
import { Brand } from '../shell/brand'
import { ErrorNote } from '../shell/error-note'
import { AcceptForm } from './accept-form'
import { useInvitation, useWhoever } from './invitation'

/** Somebody came by a link: they set a password and are in. The token is in the fragment, which no server is told. */
export default function InvitationPage() {
  const { t } = useTranslation()
  const [token] = useState(() => location.hash.slice(1))
  const open = useInvitation(token)
  const whoever = useWhoever().data
  const invitation = open.data
  const title = t(`invitation.${invitation?.purpose === 'reset' ? 'reset' : 'title'}`)

  useEffect(() => {
    document.title = `${title} · Rozmowa`
  })
  useEffect(() => {
    if (invitation) speak(invitation.locale)
  }, [invitation])
  useEffect(() => {
    // Another link pasted over this one.
    const again = () => location.reload()
    addEventListener('hashchange', again)
    return () => removeEventListener('hashchange', again)
  }, [])

  if (open.isPending) {
    return (
      <Center component="main" h="100dvh">
        <Loader aria-label={t('loading')} />
      </Center>
    )
  }
  const error = open.error ? asApiError(open.error) : undefined
  return (
    <main className={classes.page} style={{ height: '100dvh', overflowY: 'auto', justifyContent: 'safe center' }}>
      <Paper className={classes.card} withBorder radius="lg" p="xl" shadow="sm">
        <Brand />
        <Title order={1} size="h3" mt="lg" mb="md">
          {title}
        </Title>
        <Stack>
          {invitation?.invitedBy !== undefined && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {invitation.purpose === 'reset' ? t('invitation.resetFrom', { name: invitation.invitedBy }) : t('invitation.from', { name: invitation.invitedBy })}
            </Text>
          )}
          {error && <ErrorNote error={error} {...(error.passing && { retry: () => void open.refetch(), retrying: open.isFetching })} />}
          {whoever && invitation && whoever.email !== invitation.email && (
            <WarningNote>
              <Text size="sm">{t('invitation.other', { name: whoever.name, email: whoever.email })}</Text>
            </WarningNote>
          )}
          {invitation ? (
            <AcceptForm token={token} invitation={invitation} />
          ) : (
            <Anchor href="/inbox/" size="sm">
              {t('invitation.toLogin')}
            </Anchor>
          )}
        </Stack>
      </Paper>
    </main>
  )
}
