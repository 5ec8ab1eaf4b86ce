import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { IconLockOpen, IconSend2 } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { sender } from '../live/services'
import type { Commands } from '../ticket/opening'
import type { Standing } from '../ticket/standing'
import { useComplaint } from '../ticket/use-complaint'
import classes from './composer.module.css'
import { giveBack } from './draft'
import type { Outgoing } from './outbox'
import { useDraft } from './use-draft'
import { useOwnTyping } from './use-own-typing'

/** The contract's limit. */
const LONGEST = 10_000
/** From here on the room left is shown. */
const NEAR_LONGEST = 9_000

export interface ComposerHandle {
  /** Takes an entry that wasn't sent back into the composer. */
  giveBack: (outgoing: Outgoing) => void
}

interface Props {
  ticket: string
  can: { reply: boolean; note: boolean }
  standing: Standing
  commands: Commands
  ref: Ref<ComposerHandle>
}

export function Composer({ ticket, can, standing, commands, ref }: Props) {
  const { t } = useTranslation()
  const [draft, change] = useDraft(ticket)
  const field = useRef<HTMLTextAreaElement>(null)
  const typing = useOwnTyping(ticket)
  const complain = useComplaint()
  const mode = can.reply ? draft.mode : 'note'
  const writing = can.reply || can.note
  // A text of a ticket that takes none any more stays readable.
  const shownMode = writing ? mode : draft.message === '' ? 'note' : 'message'
  const text = draft[shownMode]
  const length = [...text].length

  useImperativeHandle(ref, () => ({
    giveBack: (outgoing) => {
      sender.cancel(outgoing.id)
      change((before) => giveBack(before, outgoing.kind, outgoing.body))
      field.current?.focus()
    },
  }))

  useEffect(() => {
    // Who came by the list goes on writing; who walks by the arrows keeps them under the finger.
    const nowhere = document.activeElement === document.body || document.activeElement?.id === 'main'
    if (nowhere && matchMedia('(pointer: fine)').matches) (field.current ?? document.getElementById('main'))?.focus()
  }, [writing])

  const send = () => {
    const body = text.trim()
    if (!writing || body === '' || length > LONGEST) return
    sender.send(ticket, mode, body)
    if (mode === 'message') typing.sent()
    change((before) => ({ ...before, [mode]: '' }))
    field.current?.focus()
  }

  const switchMode = (next: string) => {
    change((before) => ({ ...before, mode: next === 'note' ? 'note' : 'message' }))
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a word is being composed (IME), Enter takes the word. Safari tells by the key code only.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      send()
    } else if (event.key === '/' && (event.ctrlKey || event.metaKey) && can.reply && can.note) {
      event.preventDefault()
      switchMode(mode === 'note' ? 'message' : 'note')
    }
  }

  return (
    <div className={classes.composer} data-mode={writing ? mode : 'none'}>
      {!writing && (
        <div className={classes.shut}>
          <span>{standing === 'closed' ? t('composer.closed') : t('composer.watching')}</span>
          {standing === 'closed' && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLockOpen size={14} aria-hidden />}
              loading={commands.reopen.isPending}
              onClick={() => commands.reopen.mutate(undefined, { onError: complain })}
            >
              {t('ticket.reopen')}
            </Button>
          )}
        </div>
      )}
      {(writing || text !== '') && (
        <Textarea
          ref={field}
          classNames={{ input: classes.input }}
          variant="unstyled"
          aria-label={shownMode === 'note' ? t('composer.note') : t('composer.reply')}
          placeholder={shownMode === 'note' ? t('composer.notePlaceholder') : t('composer.replyPlaceholder')}
          autosize
          minRows={2}
          maxRows={10}
          readOnly={!writing}
          withErrorStyles={false}
          enterKeyHint="send"
          aria-keyshortcuts="Control+/ Meta+/"
          value={text}
          error={length > LONGEST && t('composer.tooLong', { count: length - LONGEST })}
          onChange={(event) => {
            const value = event.currentTarget.value
            change((before) => ({ ...before, [mode]: value }))
            if (mode === 'message' && value.trim() !== '') typing.typed()
          }}
          onKeyDown={onKeyDown}
        />
      )}
      {writing && (
        <div className={classes.foot}>
          {can.reply && can.note ? (
            <SegmentedControl
              size="xs"
              aria-label={t('composer.mode')}
              value={mode}
              onChange={switchMode}
              data={[
                { value: 'message', label: t('composer.reply') },
                { value: 'note', label: t('composer.note') },
              ]}
            />
          ) : (
            <span className={classes.hint}>{t('composer.noteOnly')}</span>
          )}
          <span className={classes.hint} data-wide>
            {length > NEAR_LONGEST ? t('composer.left', { count: Math.max(0, LONGEST - length) }) : can.reply && can.note && t('composer.keys')}
          </span>
          <Button
            size="sm"
            rightSection={<IconSend2 size={16} aria-hidden />}
            onClick={send}
            disabled={text.trim() === '' || length > LONGEST}
            color={mode === 'note' ? '#8a6100' : undefined}
          >
            {mode === 'note' ? t('composer.saveNote') : t('composer.send')}
          </Button>
        </div>
      )}
    </div>
  )
}
