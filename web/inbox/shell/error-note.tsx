import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { useErrorText } from './error-text'

type Props = ({ error: ApiError; text?: never } | { text: string; error?: never }) & {
  retry?: () => void
  retrying?: boolean
}

/** The one way an error is shown on a page: what happened, in words, and the way out where there is one. */
export function ErrorNote({ error, text, retry, retrying = false }: Props) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertCircle aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{error ? errorText(error) : text}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry} loading={retrying}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
