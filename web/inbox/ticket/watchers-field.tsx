import { Button, Loader, MultiSelect } from '@mantine/core'
import type { Assignee, TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import type { Choice } from './patch'

interface Props {
  ticket: TicketSummary
  assignees: readonly Assignee[]
  change: (choice: Choice) => void
  busy: boolean
}

/** Who is told of what happens to the ticket. */
export function WatchersField({ ticket, assignees, change, busy }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const watching = ticket.watchers.includes(me.id)
  const people = assignees.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div>
      <MultiSelect
        label={t('property.watchers')}
        placeholder={t('property.addWatcher')}
        size="xs"
        searchable
        hidePickedOptions
        value={ticket.watchers.filter((id) => people.some(({ value }) => value === id))}
        data={people}
        nothingFoundMessage={t('property.nothing')}
        rightSection={busy ? <Loader size={14} aria-label={t('property.saving')} /> : undefined}
        onChange={(ids) => {
          const added = ids.find((id) => !ticket.watchers.includes(id))
          const removed = ticket.watchers.find((id) => !ids.includes(id))
          if (added !== undefined) change({ property: 'watcher_added', value: added })
          else if (removed !== undefined) change({ property: 'watcher_removed', value: removed })
        }}
      />
      <Button
        variant="subtle"
        size="compact-xs"
        mt={4}
        onClick={() => change({ property: watching ? 'watcher_removed' : 'watcher_added', value: me.id })}
      >
        {watching ? t('property.unwatch') : t('property.watch')}
      </Button>
    </div>
  )
}
