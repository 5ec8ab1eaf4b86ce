import { Textarea } from '@mantine/core'
import { useRef } from 'react'
import { Inserts } from '../canned/inserts'
import { PLACEHOLDERS } from '../canned/placeholders'
import { useTranslation } from '../lang/translation'
import { MAX_TEXT } from './draft'
import classes from './editor.module.css'
import { useRuleLanguage } from './rules'

interface Props {
  label: string
  hint?: string
  field: string
  value: string
  onChange: (text: string) => void
  error: string | undefined
}

/** A text that is sent by itself, and what can be filled in it. */
export function BodyText({ label, hint, field, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const area = useRef<HTMLTextAreaElement>(null)
  const filled = useRuleLanguage().data?.placeholders
  const offered = PLACEHOLDERS.filter((name) => filled === undefined || filled.includes(name))
  const left = MAX_TEXT - [...value].length
  return (
    <div className={classes.body}>
      <Textarea
        ref={area}
        label={label}
        description={hint}
        data-field={field}
        autosize
        minRows={3}
        maxRows={12}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={left < 0 ? t('composer.tooLong', { count: -left }) : error}
      />
      <Inserts field={area} placeholders={offered} size="compact-xs" />
    </div>
  )
}
