import { Loader, Modal, Select } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { asApiError } from '../api/error'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { useFocusBack } from '../shell/use-focus-back'
import { assigneesOf } from '../ticket/change'

export interface AssignDialogProps {
  tickets: readonly TicketSummary[]
  opened: boolean
  /** An empty id: nobody. */
  onPick: (agent: { id: string; name: string }) => void
  onClose: () => void
}

/** Gives tickets to somebody who may have all of them; what is picked is done. */
export function AssignDialog({ tickets, opened, onPick, onClose }: AssignDialogProps) {
  const { t } = useTranslation()
  useFocusBack(opened)
  const one = tickets.length === 1 ? tickets[0] : undefined
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={one ? t('rowMenu.assignTitle', { number: one.number }) : t('bulk.assignTitle', { count: tickets.length })}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      <Agents tickets={tickets} onPick={onPick} />
    </Modal>
  )
}

function Agents({ tickets, onPick }: Pick<AssignDialogProps, 'tickets' | 'onPick'>) {
  const { t } = useTranslation()
  const me = useMe()
  // Who may have a ticket is decided by its chat.
  const chats = [...new Map(tickets.map((ticket) => [ticket.channel.id, ticket])).values()]
  const answers = useQueries({ queries: chats.map(({ id }) => assigneesOf(id)) })
  const failed = answers.find(({ error }) => error !== null)
  if (failed?.error) {
    return (
      <ErrorNote
        error={asApiError(failed.error)}
        retry={() => answers.forEach((each) => each.error && void each.refetch())}
        retrying={answers.some(({ isFetching }) => isFetching)}
      />
    )
  }
  if (answers.some(({ isPending }) => isPending)) return <Loader aria-label={t('loading')} />
  const [first = [], ...rest] = answers.map(({ data = [] }) => data.filter(({ mayWrite }) => mayWrite))
  const able = first.filter(({ id }) => rest.every((others) => others.some((other) => other.id === id)))
  const names = new Map(able.map(({ id, name }) => [id, name]))
  return (
    <Select
      label={t('property.agent')}
      placeholder={t('rowMenu.whom')}
      // It may come after the dialog, which then has moved the focus already.
      autoFocus
      data-autofocus
      defaultDropdownOpened
      searchable
      data={[
        ...(names.has(me.id) ? [{ value: me.id, label: t('property.me', { name: me.name }) }] : []),
        { value: '', label: t('property.nobody') },
        ...able.filter(({ id }) => id !== me.id).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      nothingFoundMessage={t('property.nothing')}
      onChange={(id) => id !== null && onPick({ id, name: names.get(id) ?? '' })}
    />
  )
}
