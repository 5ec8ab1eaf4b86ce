import { ActionIcon, Button, Checkbox, Input, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { RuleEvent, RuleTrigger } from '../api/types'
import { useTranslation } from '../lang/translation'
import { EVENT_GROUPS, TIMED } from './draft'
import classes from './editor.module.css'
import { LengthField } from './length-field'
import { useLengthText } from './words'

/** The longest after which time brings an event (api/openapi.yaml). */
const MAX_AFTER = 7_776_000
/** So many events one rule answers at most (rules/settings.go). */
const MAX_TRIGGERS = 20

interface Props {
  value: readonly RuleTrigger[]
  onChange: (triggers: RuleTrigger[]) => void
  problem: (field: string) => string | undefined
}

/** The events that the rule answers. */
export function EventsField({ value, onChange, problem }: Props) {
  const { t } = useTranslation()
  const length = useLengthText()
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
                const name = t(`rules.event.${event}`)
                const times = value.flatMap(({ event: of, after }, at) => (of === event && after !== undefined ? [{ at, after }] : []))
                const without = (at: number) => onChange(value.filter((_, place) => place !== at))
                return (
                  <div key={event}>
                    <Checkbox
                      label={name}
                      checked={value.some((trigger) => trigger.event === event)}
                      onChange={({ currentTarget }) => choose(event, currentTarget.checked)}
                    />
                    {times.length > 0 && (
                      <div className={classes.after}>
                        {times.map(({ at, after }) => (
                          <div key={at} className={classes.time}>
                            <LengthField
                              label={t('rules.eventLength', { event: name })}
                              value={after}
                              max={MAX_AFTER}
                              field={`triggers.${at}.after`}
                              error={problem(`triggers.${at}.after`)}
                              onChange={(longer) => onChange(value.map((one, place) => (place === at ? { event, after: longer } : one)))}
                            />
                            {times.length > 1 && (
                              <ActionIcon
                                variant="subtle"
                                color="gray"
                                size={30}
                                aria-label={t('rules.removeAfter', { time: length(after) })}
                                title={t('rules.removeAfter', { time: length(after) })}
                                onClick={() => without(at)}
                              >
                                <IconX size={16} aria-hidden />
                              </ActionIcon>
                            )}
                          </div>
                        ))}
                        {value.length < MAX_TRIGGERS && Math.max(...times.map(({ after }) => after)) < MAX_AFTER && (
                          <Button
                            variant="subtle"
                            size="compact-xs"
                            leftSection={<IconPlus size={14} aria-hidden />}
                            onClick={() => onChange([...value, { event, after: Math.min(MAX_AFTER, 2 * Math.max(...times.map(({ after }) => after))) }])}
                          >
                            {t('rules.addAfter')}
                          </Button>
                        )}
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
