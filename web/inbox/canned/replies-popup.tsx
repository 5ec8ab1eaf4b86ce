import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { FilledReply } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { REPLIES_PATH } from '../settings/addresses'
import { type Suggestion, SuggestionList } from '../suggest/suggestion-list'
import type { PopupProps } from '../suggest/suggestions'
import { FilledText } from './filled-text'

const suggestionsOf = (replies: readonly FilledReply[]): Suggestion[] => replies.map(({ id, name, body }) => ({ id, name, beside: body }))

/** The canned replies for a ticket. */
export default function RepliesPopup({ ticket, query, suggest, onReply }: PopupProps) {
  const { t } = useTranslation()
  const replies = useQuery({
    queryKey: keys.repliesFor(ticket),
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/v1/tickets/{ticketId}/canned-replies', { params: { path: { ticketId: ticket } }, signal }))).replies,
    select: suggestionsOf,
    // Who has the ticket and what the clock says are filled in, too.
    staleTime: 0,
  })
  const admin = may(useMe(), 'settings.write')
  return (
    <SuggestionList
      suggest={suggest}
      label={t('canned.tab')}
      query={query}
      from={replies}
      onPick={({ beside = '' }) => onReply(beside)}
      empty={
        admin ? (
          <>
            {t('canned.none')}{' '}
            <Anchor component={Link} href={REPLIES_PATH} inherit>
              {t('canned.add')}
            </Anchor>
          </>
        ) : (
          t('canned.none')
        )
      }
      preview={({ beside = '' }) => <FilledText text={beside} />}
    />
  )
}
