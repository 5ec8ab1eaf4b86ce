import { Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ApiError } from '../api/error'
import { focusField } from '../form/focus-field'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import type { Dialog } from './use-dialog'
import { refusedField } from './word-draft'

interface DialogProps {
  dialog: Pick<Dialog<unknown>, 'opened' | 'opening' | 'close'>
  title: string
  /** The form; it begins anew with every opening. */
  children: ReactNode
}

/** Where a word is made or changed. */
export function WordDialog({ dialog, title, children }: DialogProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={dialog.opened} onClose={dialog.close} title={title} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <div key={dialog.opening}>{children}</div>
    </Modal>
  )
}

interface FormProps {
  /** What the server said to the last save. */
  error: ApiError | undefined
  /** Somebody else has saved the word since the form opened. */
  meanwhile?: boolean
  /** The fields in the form; a refusal of any other stands below them. */
  fields: readonly string[]
  saving: boolean
  /** What the button says; "Save" where nothing is given. */
  submit?: string
  /** Something in the form has to be decided first. */
  blocked?: boolean
  onSave: () => void
  onCancel: () => void
  children: ReactNode
}

/** A word's fields, what hinders saving, and the two ways out. */
export function WordForm({ error, meanwhile = false, fields, saving, submit, blocked = false, onSave, onCancel, children }: FormProps) {
  const { t } = useTranslation()
  const root = useRef<HTMLFormElement>(null)
  const refused = error && refusedField(error)
  const placed = refused !== undefined && fields.includes(refused)
  useEffect(() => {
    if (placed && root.current) focusField(root.current, refused)
    // A second refusal of the same field leads there again.
  }, [placed, refused, error])

  return (
    <form
      ref={root}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (!saving && !blocked) onSave()
      }}
    >
      <Stack gap="md">
        {meanwhile && <WarningNote role="alert">{t('settings.word.meanwhile')}</WarningNote>}
        {children}
        {error && !placed && <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={blocked} loading={saving}>
            {submit ?? t('form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
