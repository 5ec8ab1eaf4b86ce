import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { Placeholder } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { insertAt } from '../suggest/insert'
import { WORD_OF } from './placeholders'

interface Props {
  /** Where they go, at the cursor. */
  field: RefObject<HTMLTextAreaElement | null>
  placeholders: readonly Placeholder[]
  size: 'compact-xs' | 'compact-sm'
}

/** What can be filled in a text, put in by a click. */
export function Inserts({ field, placeholders, size }: Props) {
  const { t } = useTranslation()
  const insert = (placeholder: Placeholder) => {
    const area = field.current
    if (area) insertAt(area, area.selectionStart, area.selectionEnd, `{${placeholder}}`)
  }
  return (
    <FieldGroup label={t('canned.insert')}>
      <Group gap={6}>
        {placeholders.map((placeholder) => (
          <Button
            key={placeholder}
            size={size}
            variant="default"
            leftSection={<IconPlus size={size === 'compact-xs' ? 12 : 13} aria-hidden />}
            title={`{${placeholder}}`}
            onClick={() => insert(placeholder)}
          >
            {t(`canned.placeholder.${WORD_OF[placeholder]}`)}
          </Button>
        ))}
      </Group>
    </FieldGroup>
  )
}
