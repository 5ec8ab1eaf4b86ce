import { ActionIcon, TextInput, Title, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { CannedReply } from '../api/types'
import { uuid } from '../api/uuid'
import { unknownIn } from '../canned/placeholders'
import { EditForm } from '../form/edit-form'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveNotes } from '../form/save-notes'
import { useEditing } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { REPLIES_PATH } from './addresses'
import { BodyField } from './body-field'
import { ChannelsField } from './channels-field'
import { useSaveReply } from './replies'
import { differing, NEW_REPLY, problemsOf, REPLY_FIELDS, type ReplyField, tidy } from './reply-draft'
import classes from './reply-form.module.css'
import { refusedField, SHORTLY_MS } from './word-draft'

interface Props {
  /** As the server has it now; absent for a new one. */
  reply?: CannedReply
  /** Somebody has deleted it. */
  gone?: boolean
}

export function ReplyForm({ reply, gone = false }: Props) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const fields = useRef<HTMLDivElement>(null)
  // Made once: a save whose answer was lost, tried again, makes no second reply.
  const [id] = useState(uuid)
  // What is missing is pointed out once it matters, not while it is typed for the first time.
  const [checked, setChecked] = useState(false)
  const put = useSaveReply()
  const editing = useEditing(reply?.settings ?? NEW_REPLY, reply, {
    tidy,
    differing,
    put: (draft, version) => put.mutateAsync({ id: version === undefined ? id : (reply?.id ?? id), version: version ?? 0, settings: tidy(draft) }),
    onSaved: () => {
      notifications.show({ withCloseButton: false, autoClose: SHORTLY_MS, message: t('form.saved') })
      guard.release()
      navigate(REPLIES_PATH)
    },
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, change, conflict, error } = editing

  const found = problemsOf(draft)
  const problemText = useProblemText()
  const refused = error && refusedField(error)
  const problem = (field: ReplyField) => {
    const code = (checked ? found[field] : undefined) ?? (refused === field ? error?.code : undefined)
    if (code === 'placeholder_unknown') return t('canned.unknown', { names: unknownIn(draft.body).join(', ') })
    return code === undefined ? undefined : problemText(code)
  }
  const refusal = ({ code }: { code: string }) => {
    const field = REPLY_FIELDS.find((name) => name === refused)
    // A text that can't be filled says so beside itself, with what it is about.
    if (code === 'placeholder_unknown' && field) return null
    return field && t('form.refused', { part: t(`canned.field.${field}`), problem: problemText(code) })
  }
  useEffect(() => {
    if (refused !== undefined && fields.current) focusField(fields.current, refused)
    // A second refusal of the same field leads there again.
  }, [refused, error])

  /** Whether there is a point in asking the server. */
  const complete = () => {
    const first = REPLY_FIELDS.find((field) => found[field] !== undefined)
    setChecked(first !== undefined)
    if (first !== undefined && fields.current) focusField(fields.current, first)
    return first === undefined
  }

  return (
    <>
      <EditForm
        editing={editing}
        fields={fields}
        complete={complete}
        gone={gone}
        label={t('form.save')}
        notes={
          <SaveNotes
            error={error}
            refusal={refusal}
            conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
            title={t('canned.conflict')}
            nameOf={(field) => t(`canned.field.${field}`)}
            nowhere={t('canned.conflictNowhere')}
            gone={gone ? { title: t('canned.gone'), text: t('canned.goneText'), action: t('canned.goneCreate'), create: () => complete() && editing.createAnew() } : undefined}
            saving={editing.saving}
            save={editing.save}
          />
        }
      >
        <div className={classes.section}>
          <div className={classes.head}>
            <Tooltip label={t('canned.back')}>
              <ActionIcon component={Link} href={REPLIES_PATH} variant="subtle" color="gray" size="lg" aria-label={t('canned.back')}>
                <IconArrowLeft size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Title order={2} size="h5">
              {reply?.settings.name ?? t('canned.new')}
            </Title>
          </div>
          <TextInput
            label={t('canned.field.name')}
            description={t('canned.nameHint')}
            data-field="name"
            maw={560}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problem('name')}
          />
          <ChannelsField
            label={t('canned.field.channels')}
            hint={t('canned.channelsHint')}
            placeholder={t('canned.channelsAll')}
            value={draft.channels}
            onChange={(channels) => change({ channels })}
            error={problem('channels')}
          />
          <BodyField channels={draft.channels} value={draft.body} onChange={(body) => change({ body })} error={problem('body')} />
        </div>
      </EditForm>
      {guard.dialog}
    </>
  )
}
