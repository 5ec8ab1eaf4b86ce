import { useState } from 'react'
import type { CannedReply } from '../api/types'
import { useTranslation } from '../lang/translation'
import { Absent } from '../shell/absent'
import { REPLIES_PATH } from './addresses'
import { useReplies } from './replies'
import { ReplyForm } from './reply-form'

/** One canned reply being edited; a new one without an id. */
export function ReplyPage({ id }: { id: string | undefined }) {
  const { t } = useTranslation()
  const replies = useReplies()
  const live = replies.data?.find((reply) => reply.id === id)
  // What somebody deletes while it is edited stays on screen.
  const [known, setKnown] = useState<CannedReply>()
  if (live && live !== known) setKnown(live)

  if (id === undefined) return <ReplyForm />
  const reply = live ?? known
  if (reply) return <ReplyForm reply={reply} gone={live === undefined} />
  return <Absent query={replies} missing={replies.data !== undefined} text={t('canned.missing')} back={{ to: REPLIES_PATH, label: t('canned.back') }} />
}
