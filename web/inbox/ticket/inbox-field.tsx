import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useVocabulary } from '../vocabulary/vocabulary'
import { Choose } from './choose'
import type { Choice } from './patch'

interface Props {
  ticket: TicketSummary
  change: (choice: Choice) => void
  busy: boolean
}

/** The inbox that the ticket stands in, where the company has any. Its chat's is where it comes back to. */
export function InboxField({ ticket, change, busy }: Props) {
  const { t } = useTranslation()
  const inboxes = useVocabulary().data?.inboxes ?? []
  if (inboxes.length === 0) return null
  const home = inboxes.find(({ channels }) => channels.includes(ticket.channel.id))
  const present = ticket.inbox ?? ''
  return (
    <Choose
      label={t('property.inbox')}
      value={present}
      data={[
        // A ticket whose chat stands in none comes back to none.
        ...(home ? [] : [{ value: '', label: t('inboxes.ofChatNone') }]),
        ...inboxes.map(({ id, name }) => ({ value: id, label: id === home?.id ? t('inboxes.ofChat', { name }) : name })),
      ]}
      busy={busy}
      onPick={(value) => change({ property: 'inbox', value: value === home?.id ? '' : value, home: home?.id })}
    />
  )
}
