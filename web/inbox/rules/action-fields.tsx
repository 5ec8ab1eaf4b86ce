import { MultiSelect, PasswordInput, Select, Tabs, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RuleActionKind } from '../api/types'
import { gapsIn } from '../canned/placeholders'
import { useTranslation } from '../lang/translation'
import { useActiveColleagues } from '../people/colleagues'
import { PRIORITIES, useStatusName, useVocabulary } from '../vocabulary/vocabulary'
import { BodyText } from './body-text'
import type { EditedAction } from './draft'
import { OrderFields } from './order-fields'

interface Props {
  action: EditedAction
  /** What its fields' names begin with. */
  field: string
  onChange: (patch: Partial<EditedAction>) => void
  problem: (field: string) => string | undefined
}

/** What there is to set about an action of each kind. */
export function ActionFields({ action, ...props }: Props) {
  const { t } = useTranslation()
  switch (action.kind) {
    case 'autoresponder':
      return <LocalisedText action={action} {...props} />
    case 'note':
      return (
        <BodyText
          label={t('rules.action.text')}
          hint={t('rules.action.noteHint')}
          field={`${props.field}text`}
          value={action.text ?? ''}
          onChange={(text) => props.onChange({ text })}
          error={props.problem('text')}
        />
      )
    case 'notify':
      return <Notification action={action} {...props} />
    case 'webhook':
      return <Address action={action} {...props} />
    case 'order_status':
    case 'order_note':
      return <OrderFields action={action} {...props} />
    case 'close':
      return (
        <Text size="sm" c="dimmed">
          {t('rules.action.closeHint')}
        </Text>
      )
    default:
      return <Value action={action} {...props} />
  }
}

function Value({ action: { kind, value = '' }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  const options = useOptions(kind, value)
  return (
    <Select
      label={t(`rules.action.value.${kind as 'status'}`)}
      {...(kind === 'least_busy' && { description: t('rules.action.leastBusyHint') })}
      placeholder={t('rules.action.choose')}
      data-field={`${field}value`}
      maw={420}
      searchable={options.length > 8}
      allowDeselect={false}
      data={options}
      value={value === '' && kind !== 'least_busy' ? null : value}
      onChange={(picked) => picked !== null && onChange({ value: picked })}
      nothingFoundMessage={t('property.nothing')}
      error={problem('value')}
    />
  )
}

interface Option {
  value: string
  label: string
}

/** What an action's value can be; one that was deleted stays until another is chosen. */
function useOptions(kind: RuleActionKind, value: string): Option[] {
  const { t } = useTranslation()
  const vocabulary = useVocabulary().data
  const people = useActiveColleagues().data
  const statusName = useStatusName()
  const options = ((): Option[] => {
    switch (kind) {
      case 'status':
        return (vocabulary?.statuses ?? []).filter(({ deleted, key }) => !deleted && key !== 'closed').map(({ key }) => ({ value: key, label: statusName(key) }))
      case 'priority':
        return PRIORITIES.map((key) => ({ value: key, label: t(`priority.${key}`) }))
      case 'tag_added':
      case 'tag_removed':
        return (vocabulary?.tags ?? []).filter(({ deleted }) => !deleted).map(({ id, name }) => ({ value: id, label: name }))
      case 'team':
      case 'least_busy': {
        const teams = (vocabulary?.teams ?? []).filter(({ deleted }) => !deleted).map(({ id, name }) => ({ value: id, label: name }))
        return kind === 'team' ? teams : [{ value: '', label: t('rules.action.everybody') }, ...teams]
      }
      default:
        return (people ?? []).map(({ id, name }) => ({ value: id, label: name }))
    }
  })()
  const known = vocabulary !== undefined && people !== undefined
  if (value !== '' && !options.some((option) => option.value === value)) options.push({ value, label: known ? goneName() : t('loading') })
  return options

  function goneName(): string {
    const gone = [...(vocabulary?.tags ?? []), ...(vocabulary?.teams ?? [])].find(({ id }) => id === value)
    return gone ? t('vocabulary.deleted', { name: gone.name }) : t('vocabulary.unknown')
  }
}

function LocalisedText({ action, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  const { pl = '', en = '' } = action.texts ?? {}
  const [shown, setShown] = useState<'pl' | 'en'>('pl')
  const wrong = (['pl', 'en'] as const).find((one) => problem(`texts.${one}`) !== undefined)
  // By matching alone nothing of an order is told to a customer.
  const withOrder = (hint: string, text: string) => (gapsIn(text).some(({ placeholder }) => placeholder === 'order.number') ? `${hint} ${t('rules.action.orderHint')}` : hint)
  // What is wrong comes on screen, and stays until another tab is chosen.
  const [led, setLed] = useState<string>()
  if (led !== wrong) {
    setLed(wrong)
    if (wrong) setShown(wrong)
  }
  return (
    <Tabs value={shown} onChange={(one) => setShown(one === 'en' ? 'en' : 'pl')} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="pl">{t('rules.action.inPolish')}</Tabs.Tab>
        <Tabs.Tab value="en">{t('rules.action.inEnglish')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="pl" pt="sm">
        <BodyText
          label={t('rules.action.message')}
          hint={withOrder(t('rules.action.messageHint'), pl)}
          field={`${field}texts.pl`}
          value={pl}
          onChange={(text) => onChange({ texts: { pl: text, en } })}
          error={problem('texts.pl')}
        />
      </Tabs.Panel>
      <Tabs.Panel value="en" pt="sm">
        <BodyText
          label={t('rules.action.messageEnglish')}
          hint={withOrder(t('rules.action.englishHint'), en)}
          field={`${field}texts.en`}
          value={en}
          onChange={(text) => onChange({ texts: { pl, en: text } })}
          error={problem('texts.en')}
        />
      </Tabs.Panel>
    </Tabs>
  )
}

function Notification({ action: { text = '', agents = [] }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  const people = useActiveColleagues().data ?? []
  const gone = agents.filter((id) => !people.some((person) => person.id === id))
  return (
    <>
      <MultiSelect
        label={t('rules.action.whom')}
        {...(agents.length === 0 && { placeholder: t('rules.action.everybody') })}
        data-field={`${field}agents`}
        maw={560}
        searchable
        hidePickedOptions
        data={[...people.map(({ id, name }) => ({ value: id, label: name })), ...gone.map((id) => ({ value: id, label: t('vocabulary.unknown') }))]}
        value={agents}
        onChange={(chosen) => onChange({ agents: chosen })}
        nothingFoundMessage={t('property.nothing')}
        error={problem('agents')}
      />
      <Textarea
        label={t('rules.action.notice')}
        description={t('rules.action.noticeHint')}
        data-field={`${field}text`}
        autosize
        minRows={2}
        maxRows={6}
        value={text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        error={problem('text')}
      />
    </>
  )
}

function Address({ action: { url = '', secret, hasSecret = false }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('rules.action.url')}
        description={t('rules.action.urlHint')}
        data-field={`${field}url`}
        type="url"
        inputMode="url"
        autoComplete="off"
        value={url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        error={problem('url')}
      />
      <PasswordInput
        label={t('rules.action.secret')}
        description={t('rules.action.secretHint')}
        {...(hasSecret && secret === undefined && { placeholder: t('rules.action.secretKept') })}
        data-field={`${field}secret`}
        maw={420}
        autoComplete="new-password"
        maxLength={200}
        visibilityToggleButtonProps={{ 'aria-label': t('rules.action.secretShow') }}
        value={secret ?? ''}
        onChange={(event) => onChange({ secret: event.currentTarget.value === '' && hasSecret ? undefined : event.currentTarget.value })}
        error={problem('secret')}
      />
    </>
  )
}
