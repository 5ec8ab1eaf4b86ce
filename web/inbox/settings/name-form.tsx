import { tidyName } from './word-draft'
import { NameField } from './name-field'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'

interface Props {
  /** Empty for a new word. */
  name: string
  call: Parameters<typeof useWordForm<{ name: string }, string>>[1]
  onDone: () => void
}

/** A word that is nothing but a name. */
export function NameForm({ name, call, onDone }: Props) {
  const form = useWordForm({ name }, call, onDone)
  const { draft } = form
  return (
    <WordForm error={form.error} fields={['name']} saving={form.saving} onSave={() => form.save(tidyName(draft.name))} onCancel={onDone}>
      <NameField value={draft.name} onChange={(typed) => form.change({ name: typed })} error={form.problem('name')} />
    </WordForm>
  )
}
