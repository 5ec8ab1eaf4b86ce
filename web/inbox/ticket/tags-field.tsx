import { Loader, MultiSelect } from '@mantine/core'
import { useState } from 'react'
import type { TicketSummary } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMarked, useVocabulary } from '../vocabulary/vocabulary'
import { useNewTag } from './change'
import type { Choice } from './patch'

/** Stands for "make a tag of what is typed"; ids are uuids. */
const NEW = 'new'

interface Props {
  ticket: TicketSummary
  change: (choice: Choice) => void
  busy: boolean
}

export function TagsField({ ticket, change, busy }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const create = useNewTag(ticket, change)
  const tags = (useVocabulary().data?.tags ?? []).filter(({ id, deleted }) => !deleted || ticket.tags.includes(id))
  const marked = useMarked()
  const name = typed.trim()
  const exists = tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase())
  const data = tags.map((tag) => ({ value: tag.id, label: marked(tag) }))
  if (name !== '' && !exists) data.push({ value: NEW, label: t('property.createTag', { name }) })

  const pick = (ids: string[]) => {
    const added = ids.find((id) => !ticket.tags.includes(id))
    const removed = ticket.tags.find((id) => !ids.includes(id))
    if (added === NEW) create.mutate(name)
    else if (added !== undefined) change({ property: 'tag_added', value: added })
    else if (removed !== undefined) change({ property: 'tag_removed', value: removed })
    setTyped('')
  }

  return (
    <MultiSelect
      label={t('property.tags')}
      placeholder={t('property.addTag')}
      size="xs"
      searchable
      maxLength={60}
      hidePickedOptions
      searchValue={typed}
      onSearchChange={setTyped}
      value={ticket.tags.filter((id) => tags.some((tag) => tag.id === id))}
      data={data}
      nothingFoundMessage={t('property.nothing')}
      rightSection={busy || create.isPending ? <Loader size={14} aria-label={t('property.saving')} /> : undefined}
      onChange={pick}
    />
  )
}
