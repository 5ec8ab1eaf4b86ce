import { Radio, Stack, Switch } from '@mantine/core'
import type { RuleOften } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import type { EditedRule } from './draft'
import classes from './editor.module.css'
import { LengthField } from './length-field'

const OFTEN = ['every_time', 'once_per_ticket', 'once_per_period'] as const satisfies readonly RuleOften[]
const DAY = 86_400
/** The longest period (api/openapi.yaml). */
const MAX_PERIOD = 31_536_000

interface Props {
  draft: Pick<EditedRule, 'often' | 'period' | 'stop'>
  change: (patch: Partial<EditedRule>) => void
  problem: (field: string) => string | undefined
}

/** How often it may fire in a ticket, and whether the rules behind it are asked. */
export function OftenField({ draft: { often, period = DAY, stop }, change, problem }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <FieldGroup label={t('rules.often.label')} role="radiogroup" field="often" error={problem('often')}>
        <Stack gap={8}>
          {OFTEN.map((value) => (
            <Radio key={value} name="rule-often" label={t(`rules.often.${value}`)} checked={often === value} onChange={() => change({ often: value, period })} />
          ))}
          {often === 'once_per_period' && (
            <div className={classes.after}>
              <LengthField label={t('rules.often.period')} value={period} max={MAX_PERIOD} field="period" error={problem('period')} onChange={(seconds) => change({ period: seconds })} />
            </div>
          )}
        </Stack>
      </FieldGroup>
      <Switch
        label={t('rules.stop.label')}
        description={t('rules.stop.hint')}
        checked={stop}
        onChange={({ currentTarget }) => change({ stop: currentTarget.checked })}
      />
    </>
  )
}
