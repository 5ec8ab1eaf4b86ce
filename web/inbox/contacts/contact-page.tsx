import { ActionIcon, Anchor, Button, Center, Loader, Stack, Title, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asApiError } from '../api/error'
import type { Contact } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { PageTitle } from '../shell/page-title'
import { CONTACTS_PATH } from './addresses'
import { ContactForm } from './contact-form'
import { ContactTickets } from './contact-tickets'
import { useContact, useDeleteContact } from './contacts'
import classes from './contacts.module.css'
import { PlainContact } from './plain-contact'

export function NewContactPage() {
  const { t } = useTranslation()
  return (
    <Frame title={t('contacts.new')}>
      <div className={classes.columns}>
        <ContactForm />
      </div>
    </Frame>
  )
}

export function ContactPage({ id }: { id: string }) {
  const { t } = useTranslation()
  const contact = useContact(id)
  const writes = may(useMe(), 'ticket.write')
  const error = contact.error ? asApiError(contact.error) : undefined
  if (!contact.data) {
    return (
      <Center h="100%" p="md">
        <PageTitle text={t('contacts.title')} />
        {!error ? (
          <Loader aria-label={t('loading')} />
        ) : error.kind === 'not_found' || error.kind === 'invalid' ? (
          <Stack align="center">
            <ErrorNote text={t('contacts.missing')} />
            <Anchor component={Link} href={CONTACTS_PATH}>
              {t('contacts.back')}
            </Anchor>
          </Stack>
        ) : (
          <ErrorNote error={error} retry={() => void contact.refetch()} retrying={contact.isFetching} />
        )}
      </Center>
    )
  }
  const gone = error?.kind === 'not_found'
  return (
    <Frame title={contact.data.name} action={writes && !gone && <Delete contact={contact.data} />}>
      <div className={classes.columns}>
        {writes ? <ContactForm contact={contact.data} gone={gone} /> : <PlainContact contact={contact.data} />}
        <ContactTickets contact={contact.data} />
      </div>
    </Frame>
  )
}

function Frame({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className={classes.page}>
      <PageTitle text={title} />
      <div className={classes.head} data-back>
        <Tooltip label={t('contacts.back')}>
          <ActionIcon component={Link} href={CONTACTS_PATH} variant="subtle" color="gray" size="lg" aria-label={t('contacts.back')}>
            <IconArrowLeft size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Title order={1} size="h4" className={classes.title} title={title}>
          {title}
        </Title>
        {action}
      </div>
      {children}
    </div>
  )
}

function Delete({ contact: { id, name } }: { contact: Contact }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [asking, setAsking] = useState(false)
  const remove = useDeleteContact()
  return (
    <>
      <Button variant="default" c="var(--bad)" size="xs" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setAsking(true)}>
        {t('contacts.delete.button')}
      </Button>
      <DangerDialog
        opened={asking}
        title={t('contacts.delete.title', { name })}
        text={t('contacts.delete.text')}
        action={t('contacts.delete.button')}
        onAction={() =>
          remove.mutate(id, {
            onSuccess: () => {
              notifications.show({ withCloseButton: false, message: t('contacts.delete.done', { name }) })
              navigate(CONTACTS_PATH, { replace: true })
            },
          })
        }
        onClose={() => {
          setAsking(false)
          remove.reset()
        }}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  )
}
