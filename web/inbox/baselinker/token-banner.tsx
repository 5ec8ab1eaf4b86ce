import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { BASELINKER_PATH } from '../settings/addresses'
import { useOrderWords } from './accounts'
import classes from './accounts.module.css'

/** Says that BaseLinker refuses a token: what is shown of orders is old, and nothing is sent until there is another. */
export function TokenBanner() {
  const { t } = useTranslation()
  const me = useMe()
  const rejected = useOrderWords().data?.filter((account) => account.rejected) ?? []
  return (
    <div role="status">
      {rejected.map(({ id, name }) => (
        <div key={id} className={classes.banner}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>{t('tokenBanner.text', { name })}</span>
          {may(me, 'settings.write') ? <Link href={BASELINKER_PATH}>{t('tokenBanner.link')}</Link> : <span>{t('tokenBanner.tell')}</span>}
        </div>
      ))}
    </div>
  )
}
