import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { asApiError } from '../api/error'
import type { TicketSummary } from '../api/types'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { useFocusBack } from '../shell/use-focus-back'
import { useAddSender } from './sender'

export interface SenderDialogProps {
  ticket: TicketSummary
  onClose: () => void
}

/** Asks who a ticket's sender is, where the chat didn't. */
export default function SenderDialog({ ticket, onClose }: SenderDialogProps) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  useFocusBack(true)
  const add = useAddSender(ticket)
  const root = useRef<HTMLFormElement>(null)
  const [name, setName] = useState(ticket.requester.name)
  const [email, setEmail] = useState('')
  const [empty, setEmpty] = useState(false)
  const refused = add.error ? asApiError(add.error) : undefined
  const problem = (field: string) => (refused?.field === field ? problemText(refused.code) : undefined)
  const change = (set: (text: string) => void) => (text: string) => {
    set(text)
    setEmpty(false)
    add.reset()
  }
  return (
    <Modal opened onClose={onClose} title={t('contacts.sender.add')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <form
        ref={root}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (add.isPending) return
          if (name.trim() === '') {
            setEmpty(true)
            if (root.current) focusField(root.current, 'name')
            return
          }
          add.mutate(
            { name, email: email.trim() },
            {
              onSuccess: onClose,
              onError: (thrown) => {
                const { field } = asApiError(thrown)
                if (field !== undefined && root.current) focusField(root.current, field)
              },
            },
          )
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('contacts.name')}
            description={ticket.requester.name === '' ? t('contacts.sender.nameHint') : undefined}
            data-field="name"
            data-autofocus
            value={name}
            onChange={(event) => change(setName)(event.currentTarget.value)}
            error={empty ? problemText('empty') : problem('name')}
          />
          {ticket.requester.email === '' && (
            <TextInput
              label={t('contacts.sender.email')}
              description={t('contacts.sender.emailHint')}
              data-field="email"
              inputMode="email"
              value={email}
              onChange={(event) => change(setEmail)(event.currentTarget.value)}
              error={problem('email')}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('contacts.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
