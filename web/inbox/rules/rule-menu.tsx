import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Rule } from '../api/types'
import { uuid } from '../api/uuid'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { ruleLogPath, rulePath } from './addresses'
import { duplicateOf } from './draft'
import { useDeleteRule, useSaveRule } from './rules'

interface Props {
  rule: Rule
  first: boolean
  last: boolean
  onMove: (steps: -1 | 1) => void
  onGone: () => void
}

/** What can be done with a rule from the list. */
export function RuleMenu({ rule, first, last, onMove, onGone }: Props) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const [, navigate] = useLocation()
  const [asking, setAsking] = useState(false)
  const copy = useSaveRule()
  const remove = useDeleteRule()
  const { name } = rule.settings

  const duplicate = () =>
    copy.mutate(
      { id: uuid(), version: 0, settings: duplicateOf(rule.settings, t('channels.copySuffix')) },
      { onSuccess: ({ id }) => navigate(rulePath(id)), onError: complain },
    )
  const confirm = () =>
    remove.mutate(rule.id, {
      onSuccess: () => {
        notifications.show({ withCloseButton: false, message: t('rules.deleted', { name }) })
        setAsking(false)
        requestAnimationFrame(onGone)
      },
    })

  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('channels.action.menu', { name })} loading={copy.isPending}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => navigate(rulePath(rule.id))}>
            {t('channels.action.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => navigate(ruleLogPath(rule.id))}>
            {t('rules.log.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={duplicate}>
            {t('channels.action.duplicate')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconArrowUp size={16} aria-hidden />} disabled={first} closeMenuOnClick={false} onClick={() => onMove(-1)}>
            {t('filter.up')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={16} aria-hidden />} disabled={last} closeMenuOnClick={false} onClick={() => onMove(1)}>
            {t('filter.down')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsking(true)}>
            {t('channels.action.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DangerDialog
        opened={asking}
        title={t('rules.delete.title', { name })}
        text={t('rules.delete.text')}
        action={t('rules.delete.button')}
        onAction={confirm}
        onClose={() => {
          setAsking(false)
          remove.reset()
        }}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  )
}
