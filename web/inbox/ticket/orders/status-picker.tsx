import { Combobox, UnstyledButton, useCombobox } from '@mantine/core'
import { useId } from '@mantine/hooks'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import type { Order } from '../../api/types'
import { useOrderWords } from '../../baselinker/accounts'
import { useTranslation } from '../../lang/translation'
import { matching } from '../../suggest/matching'
import classes from './orders.module.css'
import { OrderStatusBadge } from './status-badge'

interface Props {
  ref: RefObject<HTMLButtonElement | null>
  order: Order
  /** The status that is wanted already. */
  wanted: Order['status'] | undefined
  onPick: (status: Order['status']) => void
}

/** From how many statuses on they are searched. */
const LONG = 8

/** The order's status, which opens the list of all that its account has. */
export function StatusPicker({ ref, order, wanted, onPick }: Props) {
  const { t } = useTranslation()
  const accounts = useOrderWords()
  const [search, setSearch] = useState('')
  const options = useId()
  const statuses = accounts.data?.find(({ id }) => id === order.accountId)?.statuses.filter(({ gone }) => !gone) ?? []
  const long = statuses.length > LONG
  const list = useCombobox({
    onDropdownOpen: (source) => {
      if (long) list.focusSearchInput()
      if (source === 'keyboard') list.selectActiveOption()
    },
    onDropdownClose: () => {
      list.resetSelectedOption()
      setSearch('')
    },
  })
  const shown = matching(statuses, search)
  // What is typed and confirmed is the first that matches.
  useEffect(() => {
    if (search !== '') list.selectFirstOption()
  }, [search])
  const current = wanted ?? order.status
  return (
    <Combobox
      store={list}
      keepMounted={false}
      width={260}
      position="bottom-start"
      withinPortal
      onOptionSubmit={(id) => {
        const picked = statuses.find((status) => String(status.id) === id)
        list.closeDropdown()
        // Only here: Escape gives the keyboard back by itself, and a click elsewhere has put it there.
        list.focusTarget()
        if (picked && picked.id !== current.id) onPick(picked)
      }}
    >
      <Combobox.Target targetType="button">
        <UnstyledButton ref={ref} className={classes.picker} onClick={() => list.toggleDropdown()} aria-label={t('orders.wish.change', { number: order.orderId, status: order.status.name })}>
          <OrderStatusBadge status={order.status} />
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown>
        {long && (
          <Combobox.Search
            role="combobox"
            aria-expanded
            aria-controls={options}
            aria-label={t('orders.wish.find')}
            placeholder={t('orders.wish.find')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <Combobox.Options id={options} mah={280} style={{ overflowY: 'auto' }} aria-label={t('orders.wish.statuses')}>
          {shown.length === 0 && <Combobox.Empty>{accounts.isPending ? t('loading') : accounts.data ? t('property.nothing') : t('orders.wish.noStatuses')}</Combobox.Empty>}
          {shown.map((status) => (
            <Combobox.Option key={status.id} value={String(status.id)} active={status.id === current.id} selected={status.id === current.id} className={classes.option}>
              <OrderStatusBadge status={status} />
              {status.id === current.id && <IconCheck size={14} aria-hidden />}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
