import { NumberInput, Switch, Text, TextInput } from '@mantine/core'
import { IconBrain } from '@tabler/icons-react'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { keepsKey, MAX_ADDRESS, MAX_KEY, MAX_MODEL, MAX_PATIENCE, MIN_PATIENCE, type ModelDraft, type ModelField, type ModelSettings } from './model-draft'
import { NothingSet } from './nothing-set'
import { SecretField } from './secret-field'

interface Props {
  draft: ModelDraft
  saved: ModelSettings
  change: (patch: Partial<ModelDraft>) => void
  problem: (field: ModelField) => string | undefined
}

/** All that has to be known of a language model. */
export function ModelSections({ draft, saved, change, problem }: Props) {
  const { t } = useTranslation()
  const mayStay = keepsKey(saved, draft)
  return (
    <>
      {saved.version === 0 && <NothingSet of="model" icon={IconBrain} />}
      <FieldSection id="model-connection" title={t('settings.model.connection')}>
        {/* Before there is a model, nothing is on that could be switched off. */}
        {saved.version > 0 && (
          <Switch
            label={t('settings.model.field.enabled')}
            description={t('settings.model.enabledHint')}
            data-field="enabled"
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
        )}
        <TextInput
          label={t('settings.model.field.address')}
          description={t('settings.model.addressHint')}
          data-field="address"
          placeholder="http://localhost:11434/v1"
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          maxLength={MAX_ADDRESS}
          required
          value={draft.address}
          onChange={(event) => change({ address: event.currentTarget.value })}
          error={problem('address')}
        />
        <TextInput
          label={t('settings.model.field.model')}
          description={t('settings.model.modelHint')}
          data-field="model"
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_MODEL}
          required
          value={draft.model}
          onChange={(event) => change({ model: event.currentTarget.value })}
          error={problem('model')}
        />
        <SecretField
          field="key"
          label={t('settings.model.field.key')}
          hint={t('settings.model.keyHint')}
          value={draft.key}
          mayStay={mayStay}
          again={saved.hasKey && !mayStay ? t('settings.model.keyAgain') : undefined}
          maxLength={MAX_KEY}
          required={false}
          onChange={(key) => change({ key })}
          error={problem('key')}
        />
        <NumberInput
          label={t('settings.model.field.patience')}
          description={t('settings.model.patienceHint')}
          data-field="patience"
          min={MIN_PATIENCE}
          max={MAX_PATIENCE}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          required
          value={draft.patience ?? ''}
          onChange={(patience) => change({ patience: typeof patience === 'number' ? patience : undefined })}
          error={problem('patience')}
        />
      </FieldSection>
      <FieldSection id="model-privacy" title={t('settings.model.privacy.title')}>
        <Text size="sm" c="dimmed">
          {t('settings.model.privacy.text')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('settings.model.privacy.limits')}
        </Text>
      </FieldSection>
    </>
  )
}
