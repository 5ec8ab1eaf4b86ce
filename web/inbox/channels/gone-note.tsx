import { Alert, Button, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** The chat was deleted while it was edited; what stands here isn't lost. */
export function GoneNote({ create, creating }: { create: () => void; creating: boolean }) {
  const { t } = useTranslation()
  return (
    <Alert
      role="alert"
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('channels.gone.title')}
      styles={{ message: { color: 'var(--ink)' }, title: { color: 'var(--ink)' } }}
    >
      <Text size="sm">{t('channels.gone.text')}</Text>
      <Button size="xs" variant="default" mt="sm" onClick={create} loading={creating}>
        {t('channels.gone.create')}
      </Button>
    </Alert>
  )
}
