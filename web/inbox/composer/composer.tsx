import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { IconLockOpen, IconSend2 } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, type Ref, Suspense, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { gapsIn } from '../canned/placeholders'
import { useTranslation } from '../lang/translation'
import { mentionedIn } from '../mentions/mentions'
import { lazyPart } from '../shell/lazily'
import { SignButton } from '../suggest/sign-button'
import { Suggestions } from '../suggest/suggestions'
import { useSuggest } from '../suggest/use-suggest'
import type { Commands } from '../ticket/opening'
import type { Standing } from '../ticket/standing'
import type { ReadingView } from '../timeline/use-reading'
import { AttachButton } from './attach-button'
import classes from './composer.module.css'
import { modeFor, shownMode, unsent } from './draft'
import { readiness } from './draft-files'
import { FileChips } from './file-chips'
import { MeanwhileNote } from './meanwhile-note'
import type { Outgoing } from './outbox'
import { useDraft } from './use-draft'
import { useMeanwhile } from './use-meanwhile'
import { useOwnTyping } from './use-own-typing'

/** The contract's limit. */
const LONGEST = 10_000
/** From here on the room left is shown. */
const NEAR_LONGEST = 9_000
/** What can be looked for while it is written. */
const SIGNS = { message: ['/'], note: ['@'] } as const
const Gaps = lazyPart(() => import('../canned/gaps'))

export interface ComposerHandle {
  /** Takes an entry that wasn't sent back into the composer. */
  giveBack: (outgoing: Outgoing) => void
  /** Adds files to what is being written. */
  attach: (files: File[]) => void
  /** Puts the keyboard where one writes; false where nothing can be written. */
  focus: () => boolean
}

interface Props {
  ticket: string
  can: { reply: boolean; note: boolean }
  standing: Standing
  /** Who has the ticket. */
  holder: string
  commands: Commands
  reading: ReadingView
  /** The keyboard was wanted here before there was a field. */
  wanted: boolean
  ref: Ref<ComposerHandle>
}

export function Composer({ ticket, can, standing, holder, commands, reading, wanted, ref }: Props) {
  const { t } = useTranslation()
  const [draft, kept] = useDraft(ticket)
  const field = useRef<HTMLTextAreaElement>(null)
  const typing = useOwnTyping(ticket)
  const meanwhile = useMeanwhile(ticket, reading)
  const mode = shownMode(draft, can)
  const shut = !can.reply && !can.note
  const writing = mode === 'message' ? can.reply : can.note
  // A colleague took over while a reply was written: what is typed on must not become a note.
  const held = !shut && !writing
  const both = can.note && (can.reply || unsent(draft.message))
  const { text, files, leaving, mentions } = draft[mode]
  const length = [...text].length
  const blank = !unsent(draft[mode])
  const ready = readiness(files)
  // How many of the files added last had no room beside the others.
  const [leftOut, setLeftOut] = useState(0)
  const suggest = useSuggest(field, SIGNS[mode])
  // What a canned reply left open is decided by its writer.
  const gaps = writing && mode === 'message' ? gapsIn(text) : []
  const [asking, setAsking] = useState(false)
  const named = mode === 'note' ? mentionedIn(text, mentions) : []

  useImperativeHandle(ref, () => ({
    giveBack: (outgoing) => {
      kept.giveBack(outgoing)
      field.current?.focus()
    },
    attach,
    focus: () => {
      field.current?.focus()
      return field.current !== null
    },
  }))

  useEffect(() => {
    // Who came by the list goes on writing; who walks by the arrows keeps them under the finger.
    const nowhere = document.activeElement === document.body || document.activeElement?.id === 'main'
    if (wanted || (nowhere && matchMedia('(pointer: fine)').matches)) (field.current ?? document.getElementById('main'))?.focus()
  }, [shut, wanted])

  const send = (anyway = false) => {
    if (!writing || leaving || blank || length > LONGEST) return
    if (gaps.length > 0 && !anyway) return setAsking(true)
    if ((mode === 'message' && meanwhile.asks()) || !kept.send(mode)) return
    suggest.close()
    if (mode === 'message') typing.sent()
    // What was cut off shows again, and a reply comes first once the ticket is one's own.
    if (!can.reply) kept.switchTo('message')
    setLeftOut(0)
    field.current?.focus()
  }

  const select = (from: number, to: number) => {
    field.current?.focus()
    field.current?.setSelectionRange(from, to)
  }

  const insertReply = (reply: string) => {
    const from = suggest.take(reply)
    const [gap] = gapsIn(reply)
    if (gap) select(from + gap.from, from + gap.to)
  }

  const attach = (added: File[]) => {
    const taking = modeFor(draft, can.reply)
    if (shut || draft[taking].leaving || added.length === 0) return
    setLeftOut(kept.attach(taking, added))
    backToField()
  }

  /** On a phone the keyboard would cover the files. */
  const backToField = () => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }

  const onPaste = (event: ClipboardEvent) => {
    const { files: pasted, types } = event.clipboardData
    // Words copied from a document bring a picture of themselves along.
    if (!writing || pasted.length === 0 || (types.includes('text/plain') && types.includes('text/html'))) return
    event.preventDefault()
    attach([...pasted])
  }

  const switchMode = (next: string) => {
    kept.switchTo(next === 'note' ? 'note' : 'message')
    suggest.close()
    setLeftOut(0)
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a word is being composed (IME), Enter takes the word. Safari tells by the key code only.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (suggest.pressed(event)) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      send()
    } else if (event.key === '/' && (event.ctrlKey || event.metaKey) && both) {
      event.preventDefault()
      switchMode(mode === 'note' ? 'message' : 'note')
    }
  }

  return (
    <div className={classes.composer} data-mode={writing ? mode : 'none'}>
      {shut && (
        <div className={classes.shut}>
          <span>{standing === 'closed' ? t('composer.closed') : t('composer.watching')}</span>
          {standing === 'closed' && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLockOpen size={14} aria-hidden />}
              loading={commands.reopen.isPending}
              onClick={() => commands.reopen.mutate()}
            >
              {t('ticket.reopen')}
            </Button>
          )}
        </div>
      )}
      <div className={held ? classes.shut : undefined}>
        <span role="status">{held && t('composer.held', { name: holder })}</span>
        {held && (
          <Button size="compact-sm" variant="default" onClick={() => switchMode('note')}>
            {t('composer.writeNote')}
          </Button>
        )}
      </div>
      {writing && mode === 'message' && <MeanwhileNote meanwhile={meanwhile} onSend={send} onBack={() => field.current?.focus()} />}
      {(writing || !blank) && (
        <Textarea
          ref={field}
          classNames={{ input: classes.input }}
          variant="unstyled"
          aria-label={mode === 'note' ? t('composer.note') : t('composer.reply')}
          placeholder={mode === 'note' ? t('composer.notePlaceholder') : t('composer.replyPlaceholder')}
          autosize
          minRows={2}
          maxRows={10}
          readOnly={!writing || leaving}
          withErrorStyles={false}
          enterKeyHint="send"
          aria-keyshortcuts="Control+/ Meta+/"
          {...suggest.aria}
          value={text}
          error={length > LONGEST && t('composer.tooLong', { count: length - LONGEST })}
          onChange={(event) => {
            const value = event.currentTarget.value
            kept.type(mode, value)
            if (value.trim() !== '') typing.typed(mode)
            suggest.typed(event.currentTarget)
          }}
          onSelect={(event) => suggest.moved(event.currentTarget)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      )}
      {writing && !leaving && (
        <Suggestions
          ticket={ticket}
          suggest={suggest}
          onReply={insertReply}
          onMention={(person) => {
            suggest.take(`@${person.name} `)
            kept.mention(person)
          }}
        />
      )}
      {gaps.length > 0 && (
        <Suspense fallback={null}>
          <Gaps
            gaps={gaps}
            asking={asking}
            onFix={() => {
              setAsking(false)
              if (gaps[0]) select(gaps[0].from, gaps[0].to)
            }}
            onSend={() => {
              setAsking(false)
              send(true)
            }}
          />
        </Suspense>
      )}
      {named.length > 0 && <div className={classes.hint}>{t('mention.told', { names: named.map(({ name }) => name).join(', ') })}</div>}
      <FileChips
        ticket={ticket}
        part={draft[mode]}
        draft={kept}
        leftOut={leftOut}
        onRemoved={() => {
          setLeftOut(0)
          backToField()
        }}
      />
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
          ) : both ? (
            <Button size="compact-sm" variant="default" onClick={() => switchMode('message')}>
              {t('composer.showUnsent')}
            </Button>
          ) : (
            <span className={classes.hint}>{t('composer.noteOnly')}</span>
          )}
          <AttachButton disabled={leaving} onFiles={attach} />
          <SignButton sign={SIGNS[mode][0]} suggest={suggest} disabled={leaving} />
          <span className={classes.hint} data-wide>
            {length > NEAR_LONGEST ? t('composer.left', { count: Math.max(0, LONGEST - length) }) : can.reply && can.note && t('composer.keys')}
          </span>
          {leaving ? (
            <Button size="sm" variant="default" onClick={() => kept.stay(mode)}>
              {t('files.stay')}
            </Button>
          ) : (
            <Button
              size="sm"
              classNames={{ root: classes.send ?? '', section: classes.sendIcon ?? '' }}
              rightSection={<IconSend2 size={16} aria-hidden />}
              onClick={() => send()}
              disabled={blank || ready === 'refused' || ready === 'many' || length > LONGEST}
              color={mode === 'note' ? '#8a6100' : undefined}
            >
              {mode === 'note' ? t('composer.saveNote') : t('composer.send')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
