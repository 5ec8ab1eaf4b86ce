import { Input, Text, Textarea } from '@mantine/core'
import { useRef } from 'react'
import type { Placeholder } from '../api/types'
import { FilledText } from '../canned/filled-text'
import { Inserts } from '../canned/inserts'
import { cut, gapsIn, PLACEHOLDERS } from '../canned/placeholders'
import { useChannels } from '../channels/channels'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { MAX_BODY } from './reply-draft'
import classes from './reply-form.module.css'

interface Props {
  /** The chats that the reply is for. */
  channels: readonly string[]
  value: string
  onChange: (body: string) => void
  error: string | undefined
}

/** A canned reply's text, what can be inserted in it, and what becomes of it. */
export function BodyField({ channels, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const left = MAX_BODY - [...value].length
  const examples = useExamples(channels)
  const example = cut(value)
    .map((piece) => (typeof piece === 'string' ? piece : (examples[piece.placeholder] ?? `{${piece.placeholder}}`)))
    .join('')
  return (
    <div className={classes.text}>
      <div className={classes.written}>
        <Textarea
          ref={field}
          label={t('canned.field.body')}
          data-field="body"
          autosize
          minRows={6}
          maxRows={18}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={left < 0 ? t('composer.tooLong', { count: -left }) : error}
        />
        <Inserts field={field} placeholders={PLACEHOLDERS} size="compact-sm" />
      </div>
      <div role="group" aria-label={t('canned.preview')}>
        <Input.Label labelElement="div">
          {t('canned.preview')}
        </Input.Label>
        <div className={classes.preview} data-preview>
          {value.trim() === '' ? (
            <Text span size="sm" c="dimmed">
              {t('canned.previewEmpty')}
            </Text>
          ) : (
            <FilledText text={example} />
          )}
        </div>
        {gapsIn(example).length > 0 && (
          <Text size="xs" c="dimmed" mt={6}>
            {t('canned.previewGap')}
          </Text>
        )}
      </div>
    </div>
  )
}

/** What the preview is filled with. There are no orders to take a number from yet. */
function useExamples(channels: readonly string[]): Partial<Record<Placeholder, string>> {
  const { t } = useTranslation()
  const { name } = useMe()
  const known = useChannels().data ?? []
  const chat = known.find(({ id }) => channels.includes(id)) ?? known[0]
  return {
    'customer.firstName': 'Anna',
    'agent.firstName': name.split(' ')[0] ?? name,
    'agent.name': name,
    ...(chat && { 'channel.name': chat.settings.name }),
    hours: t('canned.exampleHours'),
    'ticket.number': '1042',
  }
}
