import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Context } from '../api/types'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { NameField } from './name-field'
import { NamingRules } from './naming-rules'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'
import { linesOf, tidyName } from './word-draft'
import { useSaveContext } from './words'

interface Props {
  /** Undefined for a new one. */
  context: Context | undefined
  onDone: () => void
}

/** One of the company's own contexts, and what customers say who mean it. */
export function ContextForm({ context, onDone }: Props) {
  const { t } = useTranslation()
  // Made once: a save whose answer was lost, tried again, makes no second context.
  const [key] = useState(() => context?.key ?? uuid())
  const form = useWordForm(context && { name: context.name, examples: context.examples.join('\n') }, { name: '', examples: '' }, useSaveContext(), onDone)
  const { draft, change, problem } = form
  return (
    <WordForm
      error={form.error}
      meanwhile={form.meanwhile}
      fields={['name', 'examples']}
      saving={form.saving}
      onSave={() => form.save({ key, draft: { name: tidyName(draft.name), examples: linesOf(draft.examples) } })}
      onCancel={onDone}
    >
      <NameField value={draft.name} onChange={(name) => change({ name })} error={problem('name')} />
      <NamingRules list="contexts" was={context?.name ?? ''} name={draft.name} />
      <Textarea
        label={t('settings.contexts.examples')}
        description={t('settings.contexts.examplesHint')}
        data-field="examples"
        autosize
        minRows={3}
        maxRows={10}
        value={draft.examples}
        onChange={(event) => change({ examples: event.currentTarget.value })}
        error={problem('examples')}
      />
    </WordForm>
  )
}
