import { Fieldset, Stack, Switch } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { askForNotifications, NOTICE_KINDS, usePreferences } from './preferences'

/** How this browser calls the agent: sound, notifications, and for which notices. Each is kept at once. */
export function PreferencesFields() {
  const { t } = useTranslation()
  const [preferences, change] = usePreferences()
  const { sound, notifications, notices } = preferences
  return (
    <Stack gap="sm">
      <Switch label={t('notices.sound')} checked={sound} onChange={({ currentTarget }) => change({ sound: currentTarget.checked })} />
      {notifications !== 'missing' && (
        <Switch
          label={t('notices.browser')}
          description={notifications === 'denied' ? t('notices.denied') : t('notices.browserHint')}
          checked={notifications === 'on'}
          disabled={notifications === 'denied'}
          onChange={({ currentTarget }) => (currentTarget.checked ? void askForNotifications() : change({ notifications: false }))}
        />
      )}
      <Fieldset variant="unstyled" legend={t('notices.kinds')} m={0} styles={{ legend: { padding: 0, margin: 0 } }}>
        <Stack gap="xs" mt="xs">
          {NOTICE_KINDS.map((kind) => (
            <Switch
              key={kind}
              label={t(`notices.kind.${kind}`)}
              checked={notices[kind]}
              onChange={({ currentTarget }) => change({ notices: { [kind]: currentTarget.checked } })}
            />
          ))}
        </Stack>
      </Fieldset>
    </Stack>
  )
}
