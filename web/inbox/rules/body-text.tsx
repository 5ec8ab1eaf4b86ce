import { Button, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import type { Placeholder } from '../api/types'
import { PLACEHOLDERS, WORD_OF } from '../canned/placeholders'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { insertAt } from '../suggest/insert'
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
      <FieldGroup label={t('canned.insert')}>
        <div className={classes.inserts}>
          {offered.map((placeholder: Placeholder) => (
            <Button
              key={placeholder}
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={12} aria-hidden />}
              title={`{${placeholder}}`}
              onClick={() => area.current && insertAt(area.current, area.current.selectionStart, area.current.selectionEnd, `{${placeholder}}`)}
            >
              {t(`canned.placeholder.${WORD_OF[placeholder]}`)}
            </Button>
          ))}
        </div>
      </FieldGroup>
    </div>
  )
}
