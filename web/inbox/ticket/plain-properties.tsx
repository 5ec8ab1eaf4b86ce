import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { StatusBadge } from '../tickets/status-badge'
import { useContextName, useMarked, useVocabulary } from '../vocabulary/vocabulary'
import { useAssignees } from './change'
import { Fact } from './fact'
import classes from './facts.module.css'

/** A ticket's properties for who may only read. What it hasn't, has no line. */
export function PlainProperties({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation()
  const vocabulary = useVocabulary().data
  const assignees = useAssignees(ticket.id).data ?? []
  const contextName = useContextName()
  const marked = useMarked()
  const inbox = vocabulary?.inboxes.find(({ id }) => id === ticket.inbox)
  const team = vocabulary?.teams.find(({ id }) => id === ticket.team)
  const tags = ticket.tags.flatMap((id) => marked(vocabulary?.tags.find((tag) => tag.id === id)) || [])
  const watchers = ticket.watchers.flatMap((id) => assignees.find((agent) => agent.id === id)?.name ?? [])
  const judged = (words: string, byHand = false) => (byHand ? words : `${words} (${t('property.automatic')})`)
  return (
    <dl className={classes.list}>
      <Fact label={t('property.status')}>
        <StatusBadge status={ticket.status} />
      </Fact>
      <Fact label={t('property.priority')}>{t(`priority.${ticket.priority}`)}</Fact>
      <Fact label={t('property.agent')}>{ticket.agent?.name ?? t('list.nobody')}</Fact>
      {team && <Fact label={t('property.team')}>{marked(team)}</Fact>}
      {tags.length > 0 && <Fact label={t('property.tags')}>{tags.join(', ')}</Fact>}
      {watchers.length > 0 && <Fact label={t('property.watchers')}>{watchers.join(', ')}</Fact>}
      {ticket.sentiment && <Fact label={t('property.sentiment')}>{judged(t(`sentiment.${ticket.sentiment}`), ticket.sentimentByHand)}</Fact>}
      {ticket.context && <Fact label={t('property.context')}>{judged(contextName(ticket.context), ticket.contextByHand)}</Fact>}
      {inbox && <Fact label={t('property.inbox')}>{inbox.name}</Fact>}
      {ticket.nextAutoresponderOff && <Fact label={t('quick.autoresponder')}>{t('quick.autoresponderIsOff')}</Fact>}
    </dl>
  )
}
