import { Alert, Code, Text, TextInput } from '@mantine/core'
import { IconAlertCircle, IconMailCheck, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { MailTrial } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import type { useMailTrial } from './mail'
import { MAX_ADDRESS } from './mail-draft'
import classes from './server-form.module.css'
import { TrialSection } from './trial-section'

interface Props {
  trial: ReturnType<typeof useMailTrial>
  /** What is tried isn't saved. */
  unsaved: boolean
  /** What is wrong with the address it goes to. */
  problem: string | undefined
  onTry: (to: string) => void
}

/** Sends a message by what stands in the form, saved or not. */
export function MailTrialSection({ trial, unsaved, problem, onTry }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const [to, setTo] = useState(me.email)
  const run = () => {
    if (!trial.isPending) onTry(to.trim())
  }
  return (
    <TrialSection
      of="mail"
      icon={IconSend}
      trial={trial}
      empty={to.trim() === ''}
      run={run}
      result={trial.data && <Result result={trial.data} to={trial.variables.to} unsaved={unsaved} />}
    >
      <TextInput
        label={t('settings.mail.trial.to')}
        data-field="to"
        type="email"
        autoComplete="email"
        maxLength={MAX_ADDRESS}
        value={to}
        onChange={(event) => {
          setTo(event.currentTarget.value)
          trial.reset()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault() // asks nothing to be saved
          run()
        }}
        error={problem}
      />
    </TrialSection>
  )
}

function Result({ result: { sent, problem = 'other', reply = '' }, to, unsaved }: { result: MailTrial; to: string; unsaved: boolean }) {
  const { t } = useTranslation()
  if (sent) {
    return (
      <Alert color="teal" variant="light" icon={<IconMailCheck aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
        <Text size="sm">{t('settings.mail.trial.sent', { to })}</Text>
        {unsaved && <Text size="sm">{t('settings.mail.trial.unsaved')}</Text>}
      </Alert>
    )
  }
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
      <Text size="sm">{t(`settings.mail.trial.problem.${problem}`)}</Text>
      {reply !== '' && (
        <>
          <Text size="sm" mt="sm" mb={4}>
            {t('settings.mail.trial.reply')}
          </Text>
          <Code block className={classes.reply} tabIndex={0} role="group" aria-label={t('settings.mail.trial.reply')}>
            {reply}
          </Code>
        </>
      )}
    </Alert>
  )
}
