import { Group, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { useMailSettings } from './mail'
import { MailForm } from './mail-form'

/** The server that sends the company's mail. */
export function MailPage() {
  const { t } = useTranslation()
  const mail = useMailSettings()
  // Once the server is removed, the form begins anew, whatever stood in it.
  const [begun, setBegun] = useState(0)
  if (mail.data) return <MailForm key={begun} saved={mail.data} onRemoved={() => setBegun((before) => before + 1)} />
  if (mail.error) {
    return (
      <Group p="md">
        <ErrorNote error={asApiError(mail.error)} retry={() => void mail.refetch()} retrying={mail.isFetching} />
      </Group>
    )
  }
  return (
    <div role="status" aria-label={t('loading')} style={{ padding: 28 }}>
      {Array.from({ length: 4 }, (_, row) => (
        <Skeleton key={row} height={36} mb={26} maw={560} aria-hidden />
      ))}
    </div>
  )
}
