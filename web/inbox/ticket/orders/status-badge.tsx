import { textOn } from '../../../widget/shared/colour'
import type { Order } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import classes from './orders.module.css'

/** An order's status in its colour, which is the seller's choice in BaseLinker: what stands on it is white or black, whichever can be read. */
export function OrderStatusBadge({ status: { id, name, color, gone } }: { status: Order['status'] }) {
  const { t } = useTranslation()
  const words = name || t('orders.statusUnknown', { id })
  const known = /^#[0-9a-f]{6}$/i.test(color)
  return (
    <span className={classes.status} title={gone ? t('orders.statusGone', { name: words }) : words} style={known ? { background: color, color: textOn(color, '#ffffff') } : undefined}>
      {words}
    </span>
  )
}
