import { IconUsersGroup } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from '../lang/translation'
import { useActiveColleagues } from '../people/colleagues'
import { useVocabulary } from '../vocabulary/vocabulary'
import { DeleteWord } from './delete-word'
import { TeamForm } from './team-form'
import { useDialog } from './use-dialog'
import { WordDialog } from './word-dialog'
import { type Word, WordList } from './word-list'
import { useDeleteTeam } from './words'

/** The groups of agents that tickets can be given to. */
export function TeamsPage() {
  const { t } = useTranslation()
  const all = useVocabulary().data?.teams ?? []
  const agents = useActiveColleagues().data
  const editing = useDialog<string>()
  const deleting = useDialog<Word>()
  const addButton = useRef<HTMLButtonElement>(null)
  const listed = all.filter(({ deleted }) => !deleted)
  const edited = listed.find(({ id }) => id === editing.about)

  const people = (ids: readonly string[]) => {
    const names = ids.flatMap((id) => agents?.find((agent) => agent.id === id)?.name ?? [])
    if (ids.length === 0) return t('settings.teams.nobody')
    // Until the names are there, and where somebody has none, at least how many they are.
    return names.length === ids.length ? names.join(', ') : t('settings.teams.people', { count: ids.length })
  }
  const words = listed.map((team): Word => {
    const word = { id: team.id, name: team.name }
    return { ...word, details: people(team.agents), onEdit: () => editing.open(team.id), onDelete: () => deleting.open(word) }
  })

  return (
    <>
      <WordList
        label={t('settings.teams.tab')}
        purpose={t('settings.teams.purpose')}
        add={t('settings.teams.add')}
        onAdd={() => editing.open()}
        addButton={addButton}
        words={words}
        empty={{ title: t('settings.teams.empty'), icon: IconUsersGroup }}
      />
      <WordDialog dialog={editing} title={edited ? t('settings.teams.edit', { name: edited.name }) : t('settings.teams.new')}>
        <TeamForm team={edited} onDone={editing.close} />
      </WordDialog>
      <DeleteWord list="teams" dialog={deleting} call={useDeleteTeam()} title={({ name }) => t('settings.teams.delete', { name })} then={addButton} />
    </>
  )
}
