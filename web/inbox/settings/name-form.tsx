import { tidyName } from './word-draft'
import type { ReactNode } from 'react'
import { NameField } from './name-field'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'

interface Props {
  /** Empty for a new word. */
  name: string
  call: Parameters<typeof useWordForm<{ name: string }, string>>[2]
  onDone: () => void
  /** What is to be known of a name before it is saved. */
  note?: (name: string) => ReactNode
}

/** A word that is nothing but a name. */
export function NameForm({ name, call, onDone, note }: Props) {
  const form = useWordForm(name === '' ? undefined : { name }, { name: '' }, call, onDone)
  const { draft } = form
  return (
    <WordForm
      error={form.error}
      meanwhile={form.meanwhile}
      fields={['name']}
      saving={form.saving}
      onSave={() => form.save(tidyName(draft.name))}
      onCancel={onDone}
    >
      <NameField value={draft.name} onChange={(typed) => form.change({ name: typed })} error={form.problem('name')} />
      {note?.(draft.name)}
    </WordForm>
  )
}
