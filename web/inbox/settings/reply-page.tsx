import { Anchor, Center, Loader, Stack } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { asApiError } from '../api/error'
import type { CannedReply } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
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
  return (
    <Center h="100%" p="md">
      {replies.data ? (
        <Stack align="center">
          <ErrorNote text={t('canned.missing')} />
          <Anchor component={Link} href={REPLIES_PATH}>
            {t('canned.back')}
          </Anchor>
        </Stack>
      ) : replies.error ? (
        <ErrorNote error={asApiError(replies.error)} retry={() => void replies.refetch()} retrying={replies.isFetching} />
      ) : (
        <Loader aria-label={t('loading')} />
      )}
    </Center>
  )
}
