import { ActionIcon, Button, SegmentedControl, Text } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { Fragment, useRef } from 'react'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import classes from './condition.module.css'
import { PartMenu } from './part-menu'
import { type Group, isComplete, isGroup, type Join, newRow, other, type PartKind, type Row, type Rows } from './parts'
import { RowFields, usePartName } from './row-fields'

interface Props {
  kinds: readonly PartKind[]
  rows: Rows
  onChange: (rows: Rows) => void
  /** What is missing is pointed out. */
  checked: boolean
}

/** A condition as rows: all of them hold, or any of them; a group among them is joined the other way. */
export function ConditionRows({ kinds, rows, onChange, checked }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const below = useRef<HTMLDivElement>(null)
  const { join, items } = rows
  const set = (next: (Row | Group)[]) => onChange({ join, items: next })
  const replace = (at: number, item: Row | Group) => set(items.with(at, item))
  /** Brings the keyboard to a new row's first field. */
  const lead = (key: string) => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${key}"] input`)?.focus())
  /** Takes something away, and the keyboard from what is gone to where one adds. */
  const remove = (at: number) => {
    set(items.toSpliced(at, 1))
    below.current?.querySelector('button')?.focus()
  }
  const add = (kind: PartKind) => {
    const row = newRow(kind, uuid())
    set([...items, row])
    lead(row.key)
  }
  return (
    <>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('rules.rows.empty')}
        </Text>
      ) : (
        <>
          {items.length > 1 && (
            <SegmentedControl
              size="xs"
              style={{ alignSelf: 'flex-start' }}
              aria-label={t('rules.rows.join')}
              data={(['and', 'or'] as const).map((value) => ({ value, label: t(`rules.rows.${value}`) }))}
              value={join}
              onChange={(value) => onChange({ join: value as Join, items })}
            />
          )}
          <ul ref={list} className={classes.rows} aria-label={t('rules.condition')}>
            {items.map((item, at) => (
              <Fragment key={item.key}>
                {at > 0 && (
                  <li className={classes.joint} aria-hidden>
                    {t(`rules.rows.joint.${join}`)}
                  </li>
                )}
                {isGroup(item) ? (
                  <GroupCard kinds={kinds} group={item} join={other(join)} checked={checked} onChange={(group) => replace(at, group)} onRemove={() => remove(at)} lead={lead} />
                ) : (
                  <RowLine kinds={kinds} row={item} checked={checked} onChange={(row) => replace(at, row)} onRemove={() => remove(at)} />
                )}
              </Fragment>
            ))}
          </ul>
        </>
      )}
      <div ref={below} className={classes.add}>
        <PartMenu kinds={kinds} label={t('rules.rows.add')} onPick={add} />
        {items.length > 0 && (
          <Button variant="subtle" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set([...items, { key: uuid(), rows: [] }])}>
            {t('rules.rows.addGroup')}
          </Button>
        )}
      </div>
    </>
  )
}

interface GroupProps extends Pick<Props, 'kinds' | 'checked'> {
  group: Group
  join: Join
  onChange: (group: Group) => void
  onRemove: () => void
  lead: (key: string) => void
}

function GroupCard({ kinds, group, join, checked, onChange, onRemove, lead }: GroupProps) {
  const { t } = useTranslation()
  const below = useRef<HTMLDivElement>(null)
  const set = (rows: Row[]) => onChange({ ...group, rows })
  return (
    <li className={classes.group} role="listitem">
      <div className={classes.groupHead}>
        <span>{t(`rules.rows.group.${join}`)}</span>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('rules.rows.removeGroup')} title={t('rules.rows.removeGroup')} onClick={onRemove}>
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </div>
      <ul className={classes.rows}>
        {group.rows.map((row, at) => (
          <Fragment key={row.key}>
            {at > 0 && (
              <li className={classes.joint} aria-hidden>
                {t(`rules.rows.joint.${join}`)}
              </li>
            )}
            <RowLine
              kinds={kinds}
              row={row}
              checked={checked}
              onChange={(next) => set(group.rows.with(at, next))}
              onRemove={() => {
                set(group.rows.toSpliced(at, 1))
                below.current?.querySelector('button')?.focus()
              }}
            />
          </Fragment>
        ))}
      </ul>
      <div ref={below} className={classes.add} style={{ marginTop: group.rows.length > 0 ? 8 : 0 }}>
        <PartMenu
          size="xs"
          kinds={kinds}
          label={t('rules.rows.addHere')}
          onPick={(kind) => {
            const row = newRow(kind, uuid())
            set([...group.rows, row])
            lead(row.key)
          }}
        />
      </div>
    </li>
  )
}

interface LineProps extends Pick<Props, 'kinds' | 'checked'> {
  row: Row
  onChange: (row: Row) => void
  onRemove: () => void
}

function RowLine({ kinds, row, checked, onChange, onRemove }: LineProps) {
  const { t } = useTranslation()
  const name = usePartName()(row.kind)
  return (
    <li className={classes.row} data-row={row.key} data-kind={row.kind}>
      <span className={classes.kind}>{name}</span>
      <RowFields kinds={kinds} row={row} onChange={onChange} error={checked && !isComplete(kinds, row) ? t('rules.rows.incomplete') : undefined} />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('settings.word.delete', { name })} title={t('settings.word.delete', { name })} onClick={onRemove}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </li>
  )
}
