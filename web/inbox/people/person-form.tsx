import { notifications } from '@mantine/notifications'
import type { CompanyAgent } from '../api/types'
import { ConflictNote } from '../form/conflict-note'
import { useProblems } from '../form/problem-text'
import { useEditing, type Versioned } from '../form/use-editing'
import { useTranslation } from '../lang/translation'
import { WordForm } from '../settings/word-dialog'
import { SHORTLY_MS } from '../settings/word-draft'
import { type Access, AccessFields } from './access-fields'
import { useSavePerson } from './people'

const PARTS = ['role', 'channels', 'teams'] as const satisfies readonly (keyof Access)[]

const tidy = ({ role, channels, teams }: Access): Access => ({ role, channels: channels.toSorted(), teams: teams.toSorted() })

function differing(a: Access, b: Access): (keyof Access)[] {
  const [one, other] = [tidy(a), tidy(b)]
  return PARTS.filter((part) => String(one[part]) !== String(other[part]))
}

const versioned = ({ version, role, channels, teams }: CompanyAgent): Versioned<Access> => ({ version, settings: { role, channels, teams } })

interface Props {
  /** As the server has them now. */
  person: CompanyAgent
  onDone: () => void
}

/** Role, access and teams of somebody who has an account. */
export function PersonForm({ person, onDone }: Props) {
  const { t } = useTranslation()
  const call = useSavePerson()
  const live = versioned(person)
  const editing = useEditing(live.settings, live, {
    tidy,
    differing,
    put: async (draft, version = 0) => versioned(await call.mutateAsync({ id: person.id, change: { ...draft, version, active: person.active } })),
    onSaved: () => {
      notifications.show({ withCloseButton: false, autoClose: SHORTLY_MS, message: t('form.saved') })
      onDone()
    },
  })
  const problem = useProblems(editing.error)
  const { conflict } = editing
  return (
    <WordForm
      // What differs is shown below once it is read.
      error={editing.error?.code === 'person_changed' ? undefined : editing.error}
      fields={PARTS}
      saving={editing.saving}
      blocked={conflict !== undefined}
      onSave={editing.dirty ? editing.save : onDone}
      onCancel={onDone}
    >
      <AccessFields access={editing.draft} change={editing.change} problem={problem} />
      {conflict && (
        <ConflictNote
          conflict={conflict}
          title={t('people.conflict')}
          nameOf={(part) => t(`people.${part}`)}
          nowhere={t('people.conflictNowhere')}
          saving={editing.saving}
        />
      )}
    </WordForm>
  )
}
