import { Button, Group, NumberInput, SegmentedControl, Select, Text, Textarea } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { RuleDraft } from '../api/types'
import { useChannels } from '../channels/channels'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { TrialProgress } from './trial-progress'
import { TrialResult } from './trial-result'
import { oftenOf, useTrial } from './use-trial'

const WAYS = ['last', 'number', 'text'] as const
const AMOUNTS = ['100', '1000', '10000']
const MAX_TEXT = 4000

interface Props {
  rule: Pick<RuleDraft, 'triggers' | 'condition' | 'often' | 'period'>
  /** The condition on screen isn't what would be tried yet. */
  unsettled: boolean
  /** A row of it lacks something, and would be left out. */
  incomplete: boolean
}

/** Tries what stands on the page, saved or not, on what has happened already. Nothing is changed. */
export function TrialSection({ rule: { triggers, condition, often, period }, unsettled, incomplete }: Props) {
  const { t } = useTranslation()
  const channels = useChannels()
  const [way, setWay] = useState<(typeof WAYS)[number]>('last')
  const [last, setLast] = useState('100')
  const [number, setNumber] = useState<number | string>('')
  const [text, setText] = useState('')
  const [channel, setChannel] = useState<string | null>(null)
  const { trial, start, stop, forget } = useTrial()
  const running = trial?.state === 'running'
  const chat = channel ?? channels.data?.[0]?.id
  const ready =
    !unsettled && !incomplete && triggers.length > 0 && (way === 'last' || (way === 'number' ? typeof number === 'number' : text.trim() !== '' && chat !== undefined))
  // An answer to another question would mislead.
  const question = JSON.stringify([triggers, condition, incomplete, often, period, way, last, number, way === 'text' && [text, chat]])
  useEffect(() => forget, [question])

  const run = () => {
    if (!ready || running) return
    const rule = { triggers, condition, ...oftenOf({ often, period }) }
    if (way === 'last') start({ ...rule, last: Number(last) })
    else if (way === 'number') start({ ...rule, number: Number(number) })
    else start({ ...rule, text, ...(chat !== undefined && { channel: chat }) })
  }
  return (
    <FieldSection id="rule-trial" title={t('rules.try.title')}>
      <Text size="sm" c="dimmed">
        {t('rules.try.text')}
      </Text>
      <SegmentedControl
        size="xs"
        style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
        aria-label={t('rules.try.on')}
        data={WAYS.map((value) => ({ value, label: t(`rules.try.way.${value}`) }))}
        value={way}
        onChange={(value) => setWay(value as (typeof WAYS)[number])}
      />
      {way === 'last' && (
        <Select
          label={t('rules.try.amount')}
          maw={240}
          allowDeselect={false}
          data={AMOUNTS.map((value) => ({ value, label: t('rules.try.tickets', { count: Number(value) }) }))}
          value={last}
          onChange={(value) => value !== null && setLast(value)}
        />
      )}
      {way === 'number' && (
        <NumberInput
          label={t('rules.try.number')}
          maw={240}
          min={1}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={number}
          onChange={setNumber}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault() // asks nothing to be saved
            run()
          }}
        />
      )}
      {way === 'text' && (
        <>
          <Textarea
            label={t('rules.try.message')}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={MAX_TEXT}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            label={t('rules.try.channel')}
            maw={320}
            allowDeselect={false}
            data={(channels.data ?? []).map(({ id, settings }) => ({ value: id, label: settings.name }))}
            value={chat ?? null}
            onChange={setChannel}
          />
        </>
      )}
      <Group gap="md">
        <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={run} disabled={!ready} loading={running && way !== 'last'}>
          {t('rules.try.button')}
        </Button>
        {triggers.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('rules.try.noEvents')}
          </Text>
        )}
        {incomplete && (
          <Text size="sm" c="dimmed">
            {t('form.problem.condition_incomplete')}
          </Text>
        )}
      </Group>
      {trial && running && way === 'last' && <TrialProgress trial={trial} onStop={stop} />}
      {trial?.error && <ErrorNote error={trial.error} {...(trial.error.passing && { retry: run })} />}
      {trial && (!running || trial.rows.length > 0) && trial.state !== 'failed' && <TrialResult trial={trial} way={way} />}
    </FieldSection>
  )
}
