import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useState } from 'react'
import { asApiError } from '../api/error'
import type { LoginSession } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import words from '../settings/word-list.module.css'
import { ErrorNote } from '../shell/error-note'
import { useComplaint } from '../shell/use-complaint'
import { Moment } from '../time/moment'
import { useEndSession, useSessions } from './profile'

const PHONES = ['iPhone', 'iPad', 'Android']

/** Where one is logged in. */
export function SessionsSection() {
  const { t } = useTranslation()
  const sessions = useSessions()
  const end = useEndSession()
  const [asking, setAsking] = useState(false)
  const done = () => notifications.show({ withCloseButton: false, message: t('sessions.ended') })
  const others = sessions.data?.some(({ current }) => !current) ?? false
  return (
    <FieldSection id="profile-sessions" title={t('sessions.title')}>
      {sessions.error && <ErrorNote error={asApiError(sessions.error)} retry={() => void sessions.refetch()} retrying={sessions.isFetching} />}
      {sessions.isPending && <Skeleton height={56} role="status" aria-label={t('loading')} />}
      {sessions.data && (
        <ul className={words.list} aria-labelledby="profile-sessions">
          {sessions.data.map((session) => (
            <Row key={session.id} session={session} onEnded={done} />
          ))}
        </ul>
      )}
      {others && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('sessions.others')}
          </Button>
        </div>
      )}
      <DangerDialog
        opened={asking}
        title={t('sessions.othersTitle')}
        text={t('sessions.othersText')}
        action={t('sessions.end')}
        onAction={() =>
          end.mutate(undefined, {
            onSuccess: () => {
              setAsking(false)
              done()
            },
          })
        }
        onClose={() => {
          setAsking(false)
          end.reset()
        }}
        busy={end.isPending}
        error={end.error}
      />
    </FieldSection>
  )
}

function Row({ session: { id, browser, system, current, createdAt, lastUsedAt }, onEnded }: { session: LoginSession; onEnded: () => void }) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const end = useEndSession()
  const name = [browser, system].filter(Boolean).join(', ') || t('sessions.unknown')
  const Sign = PHONES.includes(system) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={words.row} data-current={current || undefined}>
      <Sign size={28} stroke={1.4} color="var(--ink-soft)" style={{ flex: 'none' }} aria-hidden />
      <div className={words.words}>
        <div className={words.name}>
          <span data-name>{name}</span>
          {current && <span className={words.builtin}>{t('sessions.here')}</span>}
        </div>
        <div className={words.details}>
          {t('sessions.since')} <Moment at={createdAt} as="relative" /> · {t('sessions.used')} <Moment at={lastUsedAt} as="relative" />
        </div>
      </div>
      {!current && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('sessions.endOne', { name })}
          loading={end.isPending}
          onClick={() => end.mutate(id, { onSuccess: onEnded, onError: complain })}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}
