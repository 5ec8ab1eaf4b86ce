import { Button } from '@mantine/core'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { Avatar } from '../shell/avatar'
import { StatusDot } from '../tickets/status-badge'
import { PRIORITIES, SENTIMENTS, useContextName, useMarked, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import { useAssignees, useChange } from './change'
import { Choose } from './choose'
import type { Closing } from './closing'
import classes from './facts.module.css'
import type { Commands } from './opening'
import { InboxField } from './inbox-field'
import { NextAutoresponder } from './next-autoresponder'
import { TagsField } from './tags-field'
import { WatchersField } from './watchers-field'

export interface PropertiesProps {
  ticket: TicketSummary
  commands: Commands
  closing: Closing
}

/** A ticket's properties, to be changed in place. For who may write. */
export default function Properties({ ticket, commands, closing }: PropertiesProps) {
  const { t } = useTranslation()
  const me = useMe()
  const vocabulary = useVocabulary().data
  const assignees = useAssignees(ticket.id).data ?? []
  const statusName = useStatusName()
  const contextName = useContextName()
  const marked = useMarked()
  const { change, changing } = useChange(ticket)
  const closed = ticket.state === 'closed'

  const statuses = (vocabulary?.statuses ?? []).filter(({ key, deleted }) => key === ticket.status || !deleted)
  const teams = (vocabulary?.teams ?? []).filter(({ id, deleted }) => id === ticket.team || !deleted)
  const contexts = (vocabulary?.contexts ?? []).filter(({ key, deleted }) => key === ticket.context || !deleted)
  const others = assignees.filter(({ id, mayWrite }) => mayWrite && id !== me.id)
  const agents = [
    { value: '', label: t('property.nobody') },
    { value: me.id, label: t('property.me', { name: me.name }) },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const { id: holder = '', name: holderName = '' } = ticket.agent ?? {}
  if (!agents.some(({ value }) => value === holder)) agents.push({ value: holder, label: holderName })
  const face = (id: string) => {
    const person = [...assignees, me, ticket.agent].find((known) => known?.id === id)
    return person && <Avatar person={{ ...person, id }} size={18} />
  }
  const none = { value: '', label: t('property.none') }

  return (
    <div className={classes.list}>
      <NextAutoresponder ticket={ticket} change={change} busy={changing === 'next_autoresponder'} />
      <Choose
        label={t('property.status')}
        value={ticket.status}
        data={statuses.map(({ key }) => ({ value: key, label: statusName(key) }))}
        leftSection={<StatusDot status={ticket.status} />}
        renderOption={({ option }) => (
          <span className={classes.copied}>
            <StatusDot status={option.value} /> {option.label}
          </span>
        )}
        disabled={closed}
        busy={changing === 'status' || closing.isPending}
        onPick={(value) => (value === 'closed' ? closing.start() : change({ property: 'status', value }))}
      />
      {closed && (
        <Button variant="default" size="xs" loading={commands.reopen.isPending} onClick={() => commands.reopen.mutate()}>
          {t('ticket.reopen')}
        </Button>
      )}
      <Choose
        label={t('property.priority')}
        value={ticket.priority}
        data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
        busy={changing === 'priority'}
        onPick={(value) => change({ property: 'priority', value })}
      />
      <Choose
        label={t('property.agent')}
        value={ticket.agent?.id ?? ''}
        data={agents}
        leftSection={face(holder)}
        renderOption={({ option }) => (
          <span className={classes.copied}>
            {face(option.value)} {option.label}
          </span>
        )}
        disabled={closed}
        busy={changing === 'agent'}
        onPick={(value) =>
          change({ property: 'agent', value, name: value === me.id ? me.name : (others.find(({ id }) => id === value)?.name ?? '') })
        }
      />
      <Choose
        label={t('property.team')}
        value={ticket.team ?? ''}
        data={[none, ...teams.map((team) => ({ value: team.id, label: marked(team) }))]}
        busy={changing === 'team'}
        onPick={(value) => change({ property: 'team', value })}
      />
      <TagsField ticket={ticket} change={change} busy={changing === 'tag_added' || changing === 'tag_removed'} />
      <WatchersField ticket={ticket} assignees={assignees} change={change} busy={changing === 'watcher_added' || changing === 'watcher_removed'} />
      <Choose
        label={t('property.sentiment')}
        {...(ticket.sentiment && !ticket.sentimentByHand && { description: t('property.automatic') })}
        value={ticket.sentiment ?? ''}
        data={[none, ...SENTIMENTS.map((value) => ({ value, label: t(`sentiment.${value}`) }))]}
        busy={changing === 'sentiment'}
        onPick={(value) => change({ property: 'sentiment', value })}
      />
      <Choose
        label={t('property.context')}
        {...(ticket.context && !ticket.contextByHand && { description: t('property.automatic') })}
        value={ticket.context ?? ''}
        data={[none, ...contexts.map(({ key }) => ({ value: key, label: contextName(key) }))]}
        busy={changing === 'context'}
        onPick={(value) => change({ property: 'context', value })}
      />
      <InboxField ticket={ticket} change={change} busy={changing === 'inbox'} />
    </div>
  )
}
