import { Button, Text, Title, VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ConfiguredChannel } from '../api/types'
import { CHANNELS_PATH, NEW_CHANNEL_PATH } from '../channels/addresses'
import { useTranslation } from '../lang/translation'
import { useActiveColleagues } from '../people/colleagues'
import { may, useMe } from '../session/me'
import { PEOPLE_PATH } from '../settings/addresses'
import classes from './first-steps.module.css'

/** From nothing to the first conversation: which steps are done, and what to do next. */
export function FirstSteps({ channels }: { channels: readonly ConfiguredChannel[] }) {
  const { t } = useTranslation()
  const me = useMe()
  const colleagues = useActiveColleagues().data?.some(({ id }) => id !== me.id) ?? false
  const made = channels.length > 0
  const steps = [
    { step: 'chat', done: made, href: NEW_CHANNEL_PATH, can: true },
    { step: 'code', done: false, href: CHANNELS_PATH, can: made },
    { step: 'people', done: colleagues, href: PEOPLE_PATH, can: may(me, 'settings.write') },
  ] as const
  const next = steps.find(({ done }) => !done)
  return (
    <div className={classes.page}>
      <Title order={2} size="h4">
        {t('firstRun.title')}
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        {t('firstRun.text')}
      </Text>
      <ol className={classes.steps} aria-label={t('firstRun.steps')}>
        {steps.map(({ step, done, href, can }, at) => (
          <li key={step} className={classes.step} data-done={done || undefined}>
            <span className={classes.sign} aria-hidden>
              {done ? <IconCheck size={16} /> : at + 1}
            </span>
            <div className={classes.words}>
              <Text fw={600}>
                {done && <VisuallyHidden>{t('firstRun.done')} </VisuallyHidden>}
                {t(`firstRun.${step}.title`)}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`firstRun.${step}.text`)}
              </Text>
              {!done && can && (
                <Button component={Link} href={href} mt={10} variant={step === next?.step ? 'filled' : 'default'}>
                  {t(`firstRun.${step}.action`)}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
