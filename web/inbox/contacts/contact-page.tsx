import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { asApiError } from '../api/error'
import type { Contact } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { Absent } from '../shell/absent'
import { PageHead } from '../shell/page-head'
import page from '../shell/page.module.css'
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
  if (!contact.data) {
    return <Absent title={t('contacts.title')} query={contact} text={t('contacts.missing')} back={{ to: CONTACTS_PATH, label: t('contacts.back') }} />
  }
  const gone = contact.error !== null && asApiError(contact.error).kind === 'not_found'
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
    <div className={page.page}>
      <PageHead title={title} back={{ to: CONTACTS_PATH, label: t('contacts.back') }}>
        {action}
      </PageHead>
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
