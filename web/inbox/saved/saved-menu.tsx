import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowDown, IconArrowUp, IconDots, IconPencil, IconStar, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { SavedFilter } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { NameForm } from '../settings/name-form'
import { useDialog } from '../settings/use-dialog'
import { WordDialog } from '../settings/word-dialog'
import classes from '../shell/navigation.module.css'
import { useComplaint } from '../shell/use-complaint'
import { viewPath } from '../tickets/view'
import { useDefaultList, useDeleteFilter, useOrderFilters, useSavedFilters, useSaveFilter } from './saved-filters'

export interface SavedMenuProps {
  filter: SavedFilter
  /** It is the one on screen. */
  current: boolean
}

/** What can be done with a saved filter. */
export default function SavedMenu({ filter, current }: SavedMenuProps) {
  const { t } = useTranslation()
  const me = useMe()
  const complain = useComplaint()
  const [, navigate] = useLocation()
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // As a row's menu: the focus comes back to this button, not to the one it took the place of.
    button.current?.focus({ preventScroll: true })
    setOpened(true)
  }, [])
  const [deleting, setDeleting] = useState(false)
  const renaming = useDialog<undefined>()
  const filters = useSavedFilters().data ?? []
  const save = useSaveFilter()
  const order = useOrderFilters()
  const remove = useDeleteFilter()
  const begin = useDefaultList()
  const { id, name, view, sort } = filter
  const place = filters.findIndex((each) => each.id === id)
  const isDefault = me.defaultList === id

  const move = (by: number) => {
    const moved = filters.toSpliced(place, 1)
    moved.splice(place + by, 0, filter)
    order.mutate(moved, { onError: complain })
  }
  const setDefault = () =>
    begin.mutate(isDefault ? 'unassigned' : id, {
      onSuccess: () => notifications.show({ withCloseButton: false, autoClose: 3_000, message: isDefault ? t('filter.defaultUnset') : t('filter.defaultSet', { name }) }),
      onError: complain,
    })
  const rename = {
    isPending: save.isPending,
    mutate: (next: string, then: { onSuccess: () => void; onError: (thrown: Error) => void }) =>
      save.mutate({ id, draft: { name: next, view, sort, filter: filter.filter } }, then),
  }
  const confirm = () =>
    remove.mutate(id, {
      onSuccess: () => {
        setDeleting(false)
        if (current) navigate(viewPath(view))
      },
    })

  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="bottom-end" width={230} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon ref={button} className={classes.dots} variant="subtle" color="gray" size={28} aria-label={t('filter.menu', { name })} loading={order.isPending}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => renaming.open()}>
            {t('filter.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconStar size={16} aria-hidden />} onClick={setDefault}>
            {isDefault ? t('filter.unsetDefault') : t('filter.setDefault')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowUp size={16} aria-hidden />} disabled={place <= 0 || order.isPending} onClick={() => move(-1)}>
            {t('filter.up')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={16} aria-hidden />} disabled={place === filters.length - 1 || order.isPending} onClick={() => move(1)}>
            {t('filter.down')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDeleting(true)}>
            {t('filter.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <WordDialog dialog={renaming} title={t('filter.renameTitle')}>
        <NameForm name={name} call={rename} onDone={renaming.close} />
      </WordDialog>
      <DangerDialog
        opened={deleting}
        title={t('filter.deleteTitle', { name })}
        text={isDefault ? t('filter.deleteDefault') : t('filter.deleteText')}
        action={t('filter.delete')}
        onAction={confirm}
        onClose={() => setDeleting(false)}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  )
}
