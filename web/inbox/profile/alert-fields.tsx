import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { askForNotifications, usePreferences } from '../alerts/preferences'

/** Sound and the browser's notifications, as the agent's menu has them. */
export function AlertFields() {
  const { t } = useTranslation()
  const [{ sound, notifications }, change] = usePreferences()
  return (
    <>
      <Checkbox label={t('menu.sound')} checked={sound} onChange={(event) => change({ sound: event.currentTarget.checked })} />
      {notifications !== 'missing' && (
        <Checkbox
          label={notifications === 'denied' ? t('menu.notificationsDenied') : t('menu.notifications')}
          checked={notifications === 'on'}
          disabled={notifications === 'denied'}
          onChange={(event) => (event.currentTarget.checked ? void askForNotifications() : change({ notifications: false }))}
        />
      )}
    </>
  )
}
