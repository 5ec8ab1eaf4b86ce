import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconMailCheck } from '@tabler/icons-react'
import type { InvitationLink } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { Moment } from '../time/moment'

/** A link that was just made: whether it was mailed, and the link itself, this once. */
export function LinkPanel({ link: { email, link, expiresAt, sent, problem = 'other' }, onDone }: { link: InvitationLink; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap="md">
      <div role="status">
        {sent ? (
          <Alert color="teal" variant="light" icon={<IconMailCheck aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
            <Text size="sm">{t('people.link.sent', { email })}</Text>
          </Alert>
        ) : (
          <WarningNote>
            <Text size="sm">
              {t('people.link.unsent')}{' '}
              {problem === 'missing' || problem === 'key' ? t(`people.link.${problem}`) : t(`settings.mail.trial.problem.${problem}`)}
            </Text>
          </WarningNote>
        )}
      </div>
      <div>
        <Text size="sm" mb={6}>
          {t('people.link.handOver')}
        </Text>
        <Code block tabIndex={0} role="group" aria-label={t('people.link.label')} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {link}
        </Code>
        <Text size="sm" c="dimmed" mt={6}>
          {t('people.until')} <Moment at={expiresAt} as="exact" />
        </Text>
      </div>
      <CopyButton value={link} timeout={2500}>
        {({ copied, copy }) => (
          <Group justify="flex-end" gap="sm">
            <Text size="sm" role="status">
              {copied ? t('facts.copied') : ''}
            </Text>
            <Button
              variant={sent ? 'default' : 'filled'}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              data-autofocus
              onClick={copy}
            >
              {t('people.link.copy')}
            </Button>
            <Button variant={sent ? 'filled' : 'default'} onClick={onDone}>
              {t('people.link.done')}
            </Button>
          </Group>
        )}
      </CopyButton>
    </Stack>
  )
}
