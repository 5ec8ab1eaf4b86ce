import { ActionIcon, Button, Select, Stack, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { useVocabulary } from '../vocabulary/vocabulary'
import { MAX_NAME, MAX_ORIGINS } from './draft'
import type { SectionProps } from './fields'

export function BasicsSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('channels.basics.name')}
        description={t('channels.basics.nameHint')}
        data-field="name"
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        maxLength={MAX_NAME}
        required
        error={problem('name')}
      />
      <TextInput
        label={t('channels.basics.shopUrl')}
        description={t('channels.basics.shopUrlHint')}
        placeholder="https://"
        data-field="shopUrl"
        inputMode="url"
        autoComplete="url"
        value={draft.shopUrl}
        onChange={(event) => change({ shopUrl: event.currentTarget.value })}
        required
        error={problem('shopUrl')}
      />
      <Origins draft={draft} change={change} problem={problem} />
      <InboxField draft={draft} change={change} problem={problem} />
      <Switch
        label={t('channels.basics.enabled')}
        description={t('channels.basics.enabledHint')}
        data-field="enabled"
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </>
  )
}

/** The inbox that its tickets stand in, where the company has any. */
function InboxField({ draft: { inbox = '' }, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const inboxes = useVocabulary().data?.inboxes ?? []
  if (inboxes.length === 0 && inbox === '') return null
  return (
    <Select
      label={t('inboxes.field')}
      description={t('inboxes.fieldHint')}
      data-field="inbox"
      value={inbox}
      data={[{ value: '', label: t('inboxes.none') }, ...inboxes.map(({ id, name }) => ({ value: id, label: name }))]}
      allowDeselect={false}
      onChange={(picked) => change({ inbox: picked || undefined })}
      error={problem('inbox')}
    />
  )
}

function Origins({ draft: { origins }, change, problem }: SectionProps) {
  const { t } = useTranslation()
  return (
    <FieldGroup label={t('channels.basics.origins')} hint={t('channels.basics.originsHint')} field="origins" error={problem('origins')}>
      <Stack gap={8} align="flex-start">
        {origins.map((origin, at) => (
          <TextInput
            key={at}
            w="100%"
            aria-label={t('channels.basics.origin', { number: at + 1 })}
            placeholder="https://"
            data-field={`origins.${at}`}
            inputMode="url"
            autoFocus={origin === ''}
            value={origin}
            onChange={(event) => change({ origins: origins.with(at, event.currentTarget.value) })}
            error={problem(`origins.${at}`)}
            rightSection={
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('channels.basics.removeOrigin', { number: at + 1 })}
                onClick={() => change({ origins: origins.toSpliced(at, 1) })}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            }
          />
        ))}
        {origins.length < MAX_ORIGINS && (
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change({ origins: [...origins, ''] })}>
            {t('channels.basics.addOrigin')}
          </Button>
        )}
      </Stack>
    </FieldGroup>
  )
}
