import { ActionIcon, Anchor, Button, Stack, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Contact } from '../api/types'
import { uuid } from '../api/uuid'
import { EditForm } from '../form/edit-form'
import { FieldGroup } from '../form/field-group'
import { FieldSection } from '../form/field-section'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveNotes } from '../form/save-notes'
import { useEditing } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { contactPath } from './addresses'
import { CONTACT_FIELDS, differing, editedOf, MAX_ADDRESSES, NEW_CONTACT, tidy, typedPlace } from './contact-draft'
import { useContacts, useSaveContact } from './contacts'
import classes from './contacts.module.css'

interface Props {
  /** As the server has it now; absent for a new one. */
  contact?: Contact
  /** Somebody has deleted it. */
  gone?: boolean
}

/** A person's name, addresses and note. */
export function ContactForm({ contact, gone = false }: Props) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const problemText = useProblemText()
  const fields = useRef<HTMLDivElement>(null)
  // Made once: a save whose answer was lost, tried again, makes no second contact.
  const [fresh] = useState(uuid)
  const [unnamed, setUnnamed] = useState(false)
  const put = useSaveContact()
  const editing = useEditing(contact ? editedOf(contact).settings : NEW_CONTACT, contact && editedOf(contact), {
    tidy,
    differing,
    put: async (draft, version = 0) =>
      editedOf(await put.mutateAsync({ id: version === 0 || !contact ? fresh : contact.id, draft: { ...tidy(draft), version } })),
    onSaved: (saved, isNew) => {
      notifications.show({ withCloseButton: false, message: t('form.saved') })
      if (!isNew) return
      guard.release()
      navigate(contactPath(saved.id), { replace: true })
    },
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, conflict, error } = editing

  const refused = error?.field?.match(/^addresses\.(\d+)$/)?.[1]
  const wrongAddress = refused === undefined ? undefined : typedPlace(draft.addresses, Number(refused))
  const wrong = unnamed ? 'name' : wrongAddress === undefined ? error?.field : `addresses.${wrongAddress}`
  const problem = (field: string) => (wrong === field ? problemText(unnamed ? 'empty' : (error?.code ?? '')) : undefined)
  const placed = CONTACT_FIELDS.some((field) => field === wrong?.split('.')[0])
  useEffect(() => {
    if (wrong !== undefined && fields.current) focusField(fields.current, wrong)
    // A second refusal of the same field leads there again.
  }, [wrong, error])

  /** Whether there is a point in asking the server. */
  const complete = () => {
    const empty = draft.name.trim() === ''
    setUnnamed(empty)
    if (empty && fields.current) focusField(fields.current, 'name')
    return !empty
  }
  const change = (patch: Partial<typeof draft>) => {
    editing.change(patch)
    if ('name' in patch) setUnnamed(false)
  }
  const { addresses } = draft

  return (
    <>
      <div className={classes.form}>
        <EditForm
          editing={editing}
          fields={fields}
          complete={complete}
          gone={gone}
          label={contact ? t('form.save') : t('contacts.create')}
          notes={
            <SaveNotes
              error={error}
              refusal={() => (placed ? null : undefined)}
              conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
              title={t('contacts.conflict')}
              nameOf={(field) => t(`contacts.${field}`)}
              nowhere={t('contacts.conflictNowhere')}
              gone={gone ? { title: t('contacts.gone.title'), text: t('contacts.gone.text'), action: t('contacts.gone.create'), create: () => complete() && editing.createAnew() } : undefined}
              saving={editing.saving}
              save={editing.save}
            />
          }
        >
          <FieldSection id="contact-data" title={t('contacts.data')}>
            <TextInput
              label={t('contacts.name')}
              data-field="name"
              required
              maxLength={120}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={problem('name')}
            />
            <FieldGroup label={t('contacts.addresses')} hint={t('contacts.addressesHint')} field="addresses" error={problem('addresses')}>
              <Stack gap={8} align="flex-start">
                {addresses.map((address, at) => (
                  <TextInput
                    key={at}
                    w="100%"
                    aria-label={t('contacts.address', { number: at + 1 })}
                    data-field={`addresses.${at}`}
                    type="email"
                    autoFocus={address === ''}
                    value={address}
                    onChange={(event) => change({ addresses: addresses.with(at, event.currentTarget.value) })}
                    error={
                      wrongAddress === at &&
                      (error?.code === 'address_taken' ? <Owner address={address} /> : problem(`addresses.${at}`))
                    }
                    rightSection={
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t('contacts.removeAddress', { number: at + 1 })}
                        onClick={() => change({ addresses: addresses.toSpliced(at, 1) })}
                      >
                        <IconTrash size={16} aria-hidden />
                      </ActionIcon>
                    }
                  />
                ))}
                {addresses.length < MAX_ADDRESSES && (
                  <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change({ addresses: [...addresses, ''] })}>
                    {t('contacts.addAddress')}
                  </Button>
                )}
              </Stack>
            </FieldGroup>
            <Textarea
              label={t('contacts.note')}
              description={t('contacts.noteHint')}
              data-field="note"
              autosize
              minRows={3}
              maxRows={14}
              value={draft.note}
              onChange={(event) => change({ note: event.currentTarget.value })}
              error={problem('note')}
            />
          </FieldSection>
        </EditForm>
      </div>
      {guard.dialog}
    </>
  )
}

/** Whose an address is that can't be taken. */
function Owner({ address }: { address: string }) {
  const { t } = useTranslation()
  const wanted = address.trim().toLowerCase()
  const owner = useContacts(wanted).contacts?.find(({ addresses }) => addresses.some((known) => known.toLowerCase() === wanted))
  if (!owner) return t('form.problem.address_taken')
  return (
    <>
      {t('contacts.owner')}{' '}
      <Anchor component={Link} href={contactPath(owner.id)} size="xs" underline="always">
        {owner.name}
      </Anchor>
    </>
  )
}
