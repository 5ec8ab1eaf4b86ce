import { Button, Group, Modal, MultiSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import type { Choice } from '../ticket/patch'
import { useVocabulary } from '../vocabulary/vocabulary'

interface Props {
  tickets: readonly TicketSummary[]
  opened: boolean
  onSave: (choices: Choice[]) => void
  onClose: () => void
}

/** Tags that all tickets get, and that those which have them lose. */
export function TagsDialog({ tickets, opened, onSave, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('bulk.tagsTitle', { count: tickets.length })} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Form tickets={tickets} onSave={onSave} onClose={onClose} />
    </Modal>
  )
}

function Form({ tickets, onSave, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation()
  const [added, setAdded] = useState<string[]>([])
  const [removed, setRemoved] = useState<string[]>([])
  const tags = useVocabulary().data?.tags ?? []
  const had = new Set(tickets.flatMap((ticket) => ticket.tags))
  const option = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSave([
          ...added.map((value): Choice => ({ property: 'tag_added', value })),
          ...removed.map((value): Choice => ({ property: 'tag_removed', value })),
        ])
      }}
    >
      <Stack gap="md">
        <MultiSelect
          label={t('bulk.addTags')}
          data-autofocus
          searchable
          hidePickedOptions
          value={added}
          onChange={setAdded}
          data={tags.filter(({ id, deleted }) => !deleted && !removed.includes(id)).map(option)}
          nothingFoundMessage={t('property.nothing')}
        />
        <MultiSelect
          label={t('bulk.removeTags')}
          searchable
          hidePickedOptions
          value={removed}
          onChange={setRemoved}
          data={tags.filter(({ id }) => had.has(id) && !added.includes(id)).map(option)}
          nothingFoundMessage={t('property.nothing')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={added.length + removed.length === 0}>
            {t('bulk.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
