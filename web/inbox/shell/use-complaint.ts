import { notifications } from '@mantine/notifications'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { useErrorText } from './error-text'

/** Says that something failed, where there is no place on the page for it. */
export function useComplaint(): (thrown: unknown) => void {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return (thrown) =>
    notifications.show({ color: 'red', message: errorText(asApiError(thrown)), closeButtonProps: { 'aria-label': t('dismissNote') } })
}
