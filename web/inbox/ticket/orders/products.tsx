import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Order } from '../../api/types'
import { useTranslation } from '../../lang/translation'
import { few } from './few'
import { money } from './money'
import classes from './orders.module.css'

/** So many are shown at once; an order may have a hundred. */
const FEW_PRODUCTS = 5

export function Products({ order: { products, currency } }: { order: Order }) {
  const { t, i18n } = useTranslation()
  const [all, setAll] = useState(false)
  const amount = (hundredths: number) => money(hundredths, currency, i18n.language)
  const list = useRef<HTMLUListElement>(null)
  const shown = all ? products : few(products, FEW_PRODUCTS)
  const showAll = () => {
    flushSync(() => setAll(true))
    // The button has gone; the keyboard goes on with the first of those that have come.
    list.current?.querySelectorAll<HTMLElement>('li')[shown.length]?.focus()
  }
  if (products.length === 0) return <div className={classes.soft}>{t('orders.noProducts')}</div>
  return (
    <div>
      <ul ref={list} className={classes.products} aria-label={t('orders.products')}>
        {shown.map(({ name, sku, attributes, price, quantity }, place) => (
          <li key={place} tabIndex={-1}>
            <div className={classes.product}>
              <span className={classes.name}>{name}</span>
              <span className={classes.amount}>{amount(price * quantity)}</span>
            </div>
            <div className={classes.soft}>
              {t('orders.quantity', { count: quantity, price: amount(price) })}
              {sku && <> · {t('orders.sku', { sku })}</>}
            </div>
            {attributes && <div className={classes.soft}>{attributes}</div>}
          </li>
        ))}
      </ul>
      {shown.length < products.length && (
        <Button size="compact-xs" variant="subtle" mt={8} onClick={showAll}>
          {t('orders.allProducts', { count: products.length })}
        </Button>
      )}
    </div>
  )
}
