import { Switch } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import type { SectionProps } from './fields'
import { TextField } from './text-field'

export function FormSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  return (
    <>
      <Switch
        label={t('channels.form.form')}
        description={t('channels.form.formHint')}
        data-field="form"
        checked={draft.form}
        onChange={(event) => change({ form: event.currentTarget.checked })}
      />
      <TextField
        label={t('channels.form.welcome')}
        hint={t('channels.form.welcomeHint')}
        field="welcome"
        value={draft.welcome}
        onChange={(welcome) => change({ welcome })}
        error={problem('welcome')}
      />
    </>
  )
}
