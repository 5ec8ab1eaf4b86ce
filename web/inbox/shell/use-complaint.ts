import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import { useErrorText } from './error-text'

/** Says that something failed, where there is no place on the page for it. */
export function useComplaint(): (thrown: unknown) => void {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return (thrown) =>
    notifications.show({ color: 'red', message: errorText(asApiError(thrown)), closeButtonProps: { 'aria-label': t('dismissNote') } })
}
