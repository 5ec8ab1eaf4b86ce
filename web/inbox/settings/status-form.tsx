import { Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import type { Status } from '../api/types'
import { uuid } from '../api/uuid'
import { ColourField } from '../channels/colour-field'
import { useTranslation } from '../lang/translation'
import { NameField } from './name-field'
import { NamingRules } from './naming-rules'
import { formOf, isFixed, lastPosition, NEW_STATUS, SWITCHES, toSend } from './status-draft'
import { useWordForm } from './use-word-form'
import { WordForm } from './word-dialog'
import { useSaveStatus } from './words'

interface Props {
  /** As the server has it now; undefined for a new one. */
  status: Status | undefined
  listed: readonly Status[]
  onDone: () => void
}

export function StatusForm({ status, listed, onDone }: Props) {
  const { t } = useTranslation()
  // Made once: a save whose answer was lost, tried again, makes no second status.
  const [key] = useState(() => status?.key ?? uuid())
  const form = useWordForm(status && formOf(status), NEW_STATUS, useSaveStatus(), onDone)
  const { draft, change, problem } = form
  const builtin = status?.builtin ?? false
  const fixed = isFixed({ key })
  // Its place as it is now: another hand may have moved it meanwhile.
  const save = () => form.save({ key, draft: toSend(draft, builtin, status?.position ?? lastPosition(listed)) }, builtin)

  return (
    <WordForm
      error={form.error}
      meanwhile={form.meanwhile}
      fields={[...(builtin ? [] : ['name']), 'colour', ...(fixed ? [] : SWITCHES)]}
      saving={form.saving}
      onSave={save}
      onCancel={onDone}
    >
      {builtin && (
        <Text size="sm" c="dimmed">
          {fixed ? t('settings.statuses.fixed') : t('settings.statuses.builtinName')}
        </Text>
      )}
      {!builtin && (
        <>
          <NameField value={draft.name} onChange={(name) => change({ name })} error={problem('name')} />
          <NamingRules list="statuses" was={status?.name ?? ''} name={draft.name} />
        </>
      )}
      <ColourField
        label={t('settings.statuses.colour')}
        description={t('settings.statuses.colourHint')}
        field="colour"
        value={draft.colour}
        onChange={(colour) => change({ colour })}
        error={problem('colour')}
      />
      {!fixed && (
        <Stack gap="sm">
          {SWITCHES.map((part) => (
            <Switch
              key={part}
              label={t(`settings.statuses.${part}.label`)}
              description={t(`settings.statuses.${part}.hint`)}
              data-field={part}
              checked={draft[part]}
              onChange={(event) => change({ [part]: event.currentTarget.checked })}
              error={problem(part)}
            />
          ))}
        </Stack>
      )}
    </WordForm>
  )
}
