import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useTranslation } from '../lang/translation'
import classes from './condition.module.css'
import type { PartKind } from './parts'
import { usePartName } from './row-fields'

/** Where each ready condition stands in the menu; what isn't here stands with what is before it. */
const GROUPS = {
  channel: 'message',
  weekday: 'time',
  tag_assigned: 'change',
  tag: 'ticket',
  domain: 'customer',
  orders: 'orders',
} as const

const groupOf = (kind: string) => (kind in GROUPS ? GROUPS[kind as keyof typeof GROUPS] : undefined)

interface Props {
  kinds: readonly PartKind[]
  label: string
  size?: 'sm' | 'xs'
  disabled?: boolean
  onPick: (kind: PartKind) => void
}

/** The ready conditions, in the words that people know them by. */
export function PartMenu({ kinds, label, size = 'sm', disabled = false, onPick }: Props) {
  const { t } = useTranslation()
  const name = usePartName()
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false} returnFocus={false}>
      <Menu.Target>
        <Button size={size} variant="default" leftSection={<IconPlus size={16} aria-hidden />} disabled={disabled}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {kinds.map((kind) => {
          const group = groupOf(kind.kind)
          const operator = kind.operators[0]
          const said = operator ? t(`rules.operator.${operator.operator as 'is'}`, { defaultValue: operator.operator }) : ''
          return (
            <Fragment key={kind.kind}>
              {group && <Menu.Label>{t(`rules.partGroup.${group}`)}</Menu.Label>}
              <Menu.Item onClick={() => onPick(kind)}>
                {operator?.values === 'none' ? `${name(kind.kind)} – ${said}` : `${name(kind.kind)} – ${said} – …`}
              </Menu.Item>
            </Fragment>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
