import { Radio, Stack } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import type { SectionProps } from './fields'
import { TextField } from './text-field'

export function AfterHoursSection({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  return (
    <>
      <Radio.Group
        label={t('channels.afterHours.mode')}
        data-field="afterHours"
        value={draft.afterHours}
        onChange={(mode) => change({ afterHours: mode === 'hide' ? 'hide' : 'message' })}
        error={problem('afterHours')}
      >
        <Stack gap="sm" mt={6}>
          <Radio value="message" label={t('channels.afterHours.message')} description={t('channels.afterHours.messageHint')} />
          <Radio value="hide" label={t('channels.afterHours.hide')} description={t('channels.afterHours.hideHint')} />
        </Stack>
      </Radio.Group>
      {/* A hidden chat says nothing; the text is kept for the day it shows again. */}
      {draft.afterHours === 'message' && (
        <TextField
          label={t('channels.afterHours.text')}
          field="afterHoursText"
          value={draft.afterHoursText}
          onChange={(afterHoursText) => change({ afterHoursText })}
          error={problem('afterHoursText')}
        />
      )}
    </>
  )
}
