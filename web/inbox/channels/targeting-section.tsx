import { SegmentedControl, Text } from '@mantine/core'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import type { SectionProps } from './fields'
import { PathList } from './path-list'
import { ShowingCheck } from './showing-check'

export function TargetingSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const { list } = draft.targeting
  return (
    <>
      <FieldGroup label={t('channels.targeting.list')} error={problem('targeting.list')}>
        <SegmentedControl
          data-field="targeting.list"
          aria-label={t('channels.targeting.list')}
          value={list}
          onChange={(chosen) => change({ targeting: { ...draft.targeting, list: chosen === 'allow' ? 'allow' : 'deny' } })}
          data={[
            { value: 'deny', label: t('channels.targeting.deny') },
            { value: 'allow', label: t('channels.targeting.allow') },
          ]}
        />
        <Text size="sm" c="dimmed" mt={6} role="status">
          {list === 'deny' ? t('channels.targeting.denyHint') : t('channels.targeting.allowHint')}
        </Text>
      </FieldGroup>
      <PathList draft={draft} change={change} problem={problem} />
      <ShowingCheck draft={draft} />
    </>
  )
}
