import { Button, Text } from '@mantine/core'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'

/** The chat was deleted while it was edited; what stands here isn't lost. */
export function GoneNote({ create, creating }: { create: () => void; creating: boolean }) {
  const { t } = useTranslation()
  return (
    <WarningNote role="alert" title={t('channels.gone.title')}>
      <Text size="sm">{t('channels.gone.text')}</Text>
      <Button size="xs" variant="default" mt="sm" onClick={create} loading={creating}>
        {t('channels.gone.create')}
      </Button>
    </WarningNote>
  )
}
