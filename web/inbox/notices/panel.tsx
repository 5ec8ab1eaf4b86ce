import { ActionIcon, Button, Center, Loader, Tooltip } from '@mantine/core'
import { IconBellOff, IconChecks, IconSettings } from '@tabler/icons-react'
import { useState } from 'react'
import { PreferencesFields } from '../alerts/preferences-fields'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { useComplaint } from '../shell/use-complaint'
import { keyOf } from './notice-alerts'
import { NoticeRow } from './notice-row'
import { useNotices, useReadNotices } from './notices'
import classes from './panel.module.css'

/** Everything this agent is told of, newest first, and what of it rings. */
export function Panel() {
  const { t } = useTranslation()
  const list = useNotices()
  const read = useReadNotices()
  const complain = useComplaint()
  const [settings, setSettings] = useState(false)
  if (!list.data) {
    return list.error ? (
      <ErrorNote error={asApiError(list.error)} retry={() => void list.refetch()} retrying={list.isFetching} />
    ) : (
      <Center h={160}>
        <Loader aria-label={t('loading')} />
      </Center>
    )
  }
  const { notices, unread } = list.data
  const newest = notices[0]
  return (
    <>
      <div className={classes.tools}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconChecks size={16} aria-hidden />}
          disabled={unread === 0 || !newest}
          onClick={() => newest && read.mutate(newest.at, { onError: complain })}
        >
          {t('notices.readAll')}
        </Button>
        <Tooltip label={t('notices.settings')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('notices.settings')}
            aria-expanded={settings}
            onClick={() => setSettings(!settings)}
          >
            <IconSettings size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {settings && (
        <div className={classes.settings}>
          <PreferencesFields />
        </div>
      )}
      {notices.length === 0 ? (
        <div className={classes.empty}>
          <IconBellOff size={36} stroke={1.4} aria-hidden />
          <h3>{t('notices.empty.title')}</h3>
          <p>{t('notices.empty.text')}</p>
        </div>
      ) : (
        <ol className={classes.list}>
          {notices.map((notice) => (
            <NoticeRow key={keyOf(notice)} notice={notice} />
          ))}
        </ol>
      )}
    </>
  )
}
