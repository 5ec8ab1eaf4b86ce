import { useMemo, useRef } from 'react'
import type { Status } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import { DeleteWord } from './delete-word'
import { SWITCHES } from './status-draft'
import { StatusForm } from './status-form'
import { useDialog } from './use-dialog'
import { useMoving } from './use-moving'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useDeleteStatus, useMoveStatuses } from './words'

/** How far the work on a ticket can be, in the company's order. */
export function StatusesPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.statuses
  const listed = useMemo(() => (all ?? []).filter(({ deleted }) => !deleted), [all])
  const editing = useDialog<string>()
  const deleting = useDialog<Word>()
  const moving = useMoving(listed, useMoveStatuses())
  const addButton = useRef<HTMLButtonElement>(null)

  const statusName = useStatusName()
  const nameOf = ({ key, name }: Status) => statusName(key, name)
  const edited = listed.find(({ key }) => key === editing.about)
  const words = listed.map((status): Word => {
    const word = { id: status.key, name: nameOf(status) }
    return {
      ...word,
      colour: status.colour,
      builtin: status.builtin,
      details: SWITCHES.map((part) => t(`settings.statuses.${part}.${status[part] ? 'on' : 'off'}`)).join(' · '),
      onEdit: () => editing.open(status.key),
      ...(!status.builtin && { onDelete: () => deleting.open(word) }),
    }
  })

  return (
    <>
      <WordList
        label={t('settings.statuses.tab')}
        purpose={t('settings.statuses.purpose')}
        add={t('settings.statuses.add')}
        onAdd={() => editing.open()}
        addButton={addButton}
        words={words}
        {...moving}
      />
      <WordDialog dialog={editing} title={edited ? t('settings.statuses.edit', { name: nameOf(edited) }) : t('settings.statuses.new')}>
        <StatusForm status={edited} listed={listed} onDone={editing.close} />
      </WordDialog>
      <DeleteWord list="statuses" dialog={deleting} call={useDeleteStatus()} title={({ name }) => t('settings.statuses.delete', { name })} then={addButton} />
    </>
  )
}
