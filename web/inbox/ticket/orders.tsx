import { Text } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import classes from './facts.module.css'

/** Where the customer's orders stand once an account is connected. */
export function Orders() {
  const { t } = useTranslation()
  const admin = may(useMe(), 'settings.write')
  return (
    <section>
      <h2 className={classes.heading}>{t('orders.title')}</h2>
      <Text size="xs" c="dimmed">
        {t('orders.empty')} {admin && t('orders.emptyAdmin')}
      </Text>
    </section>
  )
}
