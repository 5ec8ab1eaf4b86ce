import { Checkbox, Input, Text } from '@mantine/core'
import type { RuleEvent, RuleTrigger } from '../api/types'
import { useTranslation } from '../lang/translation'
import { EVENT_GROUPS, TIMED } from './draft'
import classes from './editor.module.css'
import { LengthField } from './length-field'

/** The longest after which time brings an event (api/openapi.yaml). */
const MAX_AFTER = 7_776_000

interface Props {
  value: readonly RuleTrigger[]
  onChange: (triggers: RuleTrigger[]) => void
  problem: (field: string) => string | undefined
}

/** The events that the rule answers. */
export function EventsField({ value, onChange, problem }: Props) {
  const { t } = useTranslation()
  const error = problem('triggers')
  const choose = (event: RuleEvent, on: boolean) => {
    const rest = value.filter((trigger) => trigger.event !== event)
    const after = TIMED[event]
    onChange(on ? [...rest, { event, ...(after !== undefined && { after }) }] : rest)
  }
  return (
    <div role="group" aria-labelledby="rule-events" data-field="triggers" tabIndex={-1}>
      <div className={classes.events}>
        {EVENT_GROUPS.map(({ group, events }) => (
          <div key={group} role="group" aria-labelledby={`rule-events-${group}`}>
            <Text id={`rule-events-${group}`} size="xs" fw={600} c="dimmed" mb={6}>
              {t(`rules.eventGroup.${group}`)}
            </Text>
            <div className={classes.choices}>
              {events.map((event: RuleEvent) => {
                const at = value.findIndex((trigger) => trigger.event === event)
                const trigger = value[at]
                const name = t(`rules.event.${event}`)
                return (
                  <div key={event}>
                    <Checkbox label={name} checked={trigger !== undefined} onChange={({ currentTarget }) => choose(event, currentTarget.checked)} />
                    {trigger?.after !== undefined && (
                      <div className={classes.after}>
                        <LengthField
                          label={t('rules.eventLength', { event: name })}
                          value={trigger.after}
                          max={MAX_AFTER}
                          field={`triggers.${at}.after`}
                          error={problem(`triggers.${at}.after`)}
                          onChange={(after) => onChange(value.map((one) => (one === trigger ? { event, after } : one)))}
                        />
                      </div>
                    )}
                  </div>
                )
              })}
            </div>
          </div>
        ))}
      </div>
      {error && (
        <Input.Error mt={8} role="alert">
          {error}
        </Input.Error>
      )}
    </div>
  )
}
