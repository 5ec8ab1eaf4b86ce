import { notifications } from '@mantine/notifications'
import { type RefObject } from 'react'
import type { NamedList } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { UsingRules } from './naming-rules'
import type { Dialog } from './use-dialog'
import { SHORTLY_MS } from './word-draft'

interface Props {
  dialog: Pick<Dialog<{ id: string; name: string }>, 'opened' | 'about' | 'close'>
  call: { mutate: (id: string, then: { onSuccess: () => void }) => void; isPending: boolean; error: Error | null; reset: () => void }
  title: (word: { name: string }) => string
  /** What becomes of what has the word, where that isn't what becomes of most. */
  text?: string
  /** The list that rules know it from. */
  list?: NamedList
  /** Where the keyboard goes on: the word's own buttons go with it. */
  then: RefObject<HTMLButtonElement | null>
}

/** Asks before a word can't be chosen any more. */
export function DeleteWord({ dialog, call, title, text, list, then }: Props) {
  const { t } = useTranslation()
  const { about } = dialog
  const confirm = () => {
    if (!about || call.isPending) return
    call.mutate(about.id, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, autoClose: SHORTLY_MS, message: t('settings.word.deleted', { name: about.name }) })
        dialog.close()
        requestAnimationFrame(() => then.current?.focus())
      },
    })
  }
  return (
    <DangerDialog
      opened={dialog.opened}
      title={title({ name: about?.name ?? '' })}
      text={text ?? t('settings.word.keep')}
      action={t('settings.word.deleteButton')}
      onAction={confirm}
      onClose={() => {
        dialog.close()
        call.reset()
      }}
      busy={call.isPending}
      error={call.error}
    >
      {list && <UsingRules list={list} word={about} />}
    </DangerDialog>
  )
}
