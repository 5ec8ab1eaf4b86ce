import { Button, Group, List, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../lang/translation'
import { DangerDialog } from './danger-dialog'
import type { Conflict } from './use-editing'
import { WarningNote } from './warning-note'

interface Props<Part extends string> {
  conflict: Conflict<Part>
  title: string
  /** A part's name in words. */
  nameOf: (part: Part) => string
  /** Said where the newer version differs in nothing that shows. */
  nowhere: string
  saving: boolean
}

/** Somebody else has saved meanwhile: what differs, and the two ways on. Neither happens by itself. */
export function ConflictNote<Part extends string>({ conflict, title, nameOf, nowhere, saving }: Props<Part>) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  return (
    <WarningNote role="alert" title={title}>
      <Text size="sm">
        {t('form.conflict.text')} {conflict.parts.length === 0 ? nowhere : t('form.conflict.where')}
      </Text>
      {conflict.parts.length > 0 && (
        <List size="sm">
          {conflict.parts.map(({ part, both }) => (
            <List.Item key={part}>{both ? t('form.conflict.both', { part: nameOf(part) }) : nameOf(part)}</List.Item>
          ))}
        </List>
      )}
      <Group gap="sm" mt="sm">
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          {t('form.conflict.load')}
        </Button>
        <Button size="xs" color="red.8" onClick={conflict.overwrite} loading={saving}>
          {t('form.conflict.overwrite')}
        </Button>
      </Group>
      <DangerDialog
        opened={asking}
        title={t('form.conflict.dropTitle')}
        text={t('form.conflict.dropText')}
        action={t('form.conflict.drop')}
        onClose={() => setAsking(false)}
        onAction={conflict.load}
      />
    </WarningNote>
  )
}
