import { Alert, Code, Text, Textarea } from '@mantine/core'
import { IconAlertCircle, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import type { Classification, LanguageModelTrial } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useContextName } from '../vocabulary/vocabulary'
import type { useModelTrial } from './model'
import { MAX_TEXT } from './model-draft'
import classes from './model-trial.module.css'
import { TrialSection } from './trial-section'

interface Props {
  trial: ReturnType<typeof useModelTrial>
  /** What is tried isn't saved. */
  unsaved: boolean
  /** What is wrong with the text. */
  problem: string | undefined
  onTry: (text: string) => void
}

/** Has a text judged by what stands in the form, saved or not. */
export function ModelTrialSection({ trial, unsaved, problem, onTry }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const run = () => {
    if (!trial.isPending) onTry(text)
  }
  return (
    <TrialSection
      of="model"
      icon={IconPlayerPlay}
      trial={trial}
      empty={text.trim() === ''}
      run={run}
      result={trial.data && <Result result={trial.data} text={trial.variables.text} unsaved={unsaved} />}
    >
      <Textarea
        label={t('settings.model.trial.message')}
        data-field="text"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={MAX_TEXT}
        placeholder={t('settings.model.trial.example')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          trial.reset()
        }}
        error={problem}
      />
    </TrialSection>
  )
}

function Result({ result: { masked, tookMs, model, builtIn, problem, status }, text, unsaved }: { result: LanguageModelTrial; text: string; unsaved: boolean }) {
  const { t, i18n } = useTranslation()
  const seconds = (tookMs / 1000).toLocaleString(i18n.language, { maximumFractionDigits: tookMs < 1000 ? 2 : 1 })
  return (
    <div className={classes.result}>
      {model ? (
        <Text size="sm">{t('settings.model.trial.took', { seconds })}</Text>
      ) : (
        <Alert color="red" variant="light" icon={<IconAlertCircle aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
          <Text size="sm">
            {t(`settings.model.problem.${problem ?? 'unreachable'}`)}
            {status !== undefined && ` (HTTP ${status})`} {t('settings.model.trial.after', { seconds })}
          </Text>
        </Alert>
      )}
      <Judgements model={model} builtIn={builtIn} />
      {unsaved && model && <Text size="sm">{t('settings.model.trial.unsaved')}</Text>}
      <div>
        <Text size="sm" mb={4}>
          {masked === text.trim() ? t('settings.model.trial.nothingMasked') : t('settings.model.trial.masked')}
        </Text>
        <Code block className={classes.text} tabIndex={0} role="group" aria-label={t('settings.model.trial.masked')}>
          {masked}
        </Code>
      </div>
    </div>
  )
}

/** What the model and the built-in judgement say, side by side. */
function Judgements({ model, builtIn }: { model: Classification | undefined; builtIn: Classification }) {
  const { t, i18n } = useTranslation()
  const contextName = useContextName()
  const share = (score: number) => score.toLocaleString(i18n.language, { style: 'percent' })
  const columns = [...(model ? [{ name: t('settings.model.trial.model'), said: model }] : []), { name: t('settings.model.trial.builtIn'), said: builtIn }]
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <td />
          {columns.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t('property.sentiment')}</th>
          {columns.map(({ name, said }) => (
            <td key={name}>
              {t(`sentiment.${said.sentiment}`)} <span>{share(said.sentimentScore)}</span>
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">{t('property.context')}</th>
          {columns.map(({ name, said }) => (
            <td key={name}>
              {contextName(said.context)} <span>{share(said.contextScore)}</span>
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  )
}
