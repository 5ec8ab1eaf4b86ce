import { Alert, Button, Group, List, Modal, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conflict } from './use-editing'

/** Somebody else has saved meanwhile: what differs, and the two ways on. Neither happens by itself. */
export function ConflictNote({ conflict, saving }: { conflict: Conflict; saving: boolean }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  return (
    <Alert
      role="alert"
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('channels.conflict.title')}
      styles={{ message: { color: 'var(--ink)' }, title: { color: 'var(--ink)' } }}
    >
      {conflict.sections.length === 0 ? (
        <Text size="sm">{t('channels.conflict.nowhere')}</Text>
      ) : (
        <>
          <Text size="sm">{t('channels.conflict.text')}</Text>
          <List size="sm">
            {conflict.sections.map(({ section, both }) => {
              const name = t(`channels.section.${section}`)
              return <List.Item key={section}>{both ? t('channels.conflict.both', { section: name }) : name}</List.Item>
            })}
          </List>
        </>
      )}
      <Group gap="sm" mt="sm">
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          {t('channels.conflict.load')}
        </Button>
        <Button size="xs" color="red.8" onClick={conflict.overwrite} loading={saving}>
          {t('channels.conflict.overwrite')}
        </Button>
      </Group>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('channels.conflict.dropTitle')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
        <Text size="sm">{t('channels.conflict.dropText')}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red.8" onClick={conflict.load}>
            {t('channels.conflict.drop')}
          </Button>
        </Group>
      </Modal>
    </Alert>
  )
}
