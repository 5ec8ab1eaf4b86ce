import { ActionIcon, Button, Input, Menu, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { uuid } from '../api/uuid'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { ActionFields } from './action-fields'
import { ACTION_KINDS, type EditedAction, MAX_ACTIONS, moved, newAction } from './draft'
import classes from './editor.module.css'

interface Props {
  actions: readonly EditedAction[]
  onChange: (actions: EditedAction[]) => void
  problem: (field: string) => string | undefined
}

/** What the rule does, one after the other. */
export function ActionsSection({ actions, onChange, problem }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const [said, setSaid] = useState('')
  const error = problem('actions')
  const nameOf = ({ kind }: EditedAction) => t(`rules.action.kind.${kind}`)
  const move = (from: number, steps: -1 | 1) => {
    const action = actions[from]
    const to = from + steps
    if (!action || to < 0 || to >= actions.length) return
    onChange(moved(actions, from, to))
    setSaid(t('settings.word.place', { name: nameOf(action), place: to + 1, total: actions.length }))
  }
  /** Brings the keyboard to what was added. */
  const lead = () => requestAnimationFrame(() => list.current?.lastElementChild?.querySelector<HTMLElement>('input, textarea')?.focus())
  return (
    <FieldSection id="rule-actions" title={t('rules.actions')}>
      <div data-field="actions" tabIndex={-1} className={classes.actionList}>
        {actions.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('rules.noActions')}
          </Text>
        )}
        <ol ref={list} className={classes.cards} aria-label={t('rules.actions')}>
          {actions.map((action, at) => {
            const name = nameOf(action)
            return (
              <li key={action.key ?? at} className={classes.card} data-action={action.kind}>
                <div className={classes.cardHead}>
                  <h3 className={classes.cardName}>
                    {at + 1}. {name}
                  </h3>
                  {[
                    { label: t('settings.word.up', { name }), Sign: IconArrowUp, off: at === 0, act: () => move(at, -1) },
                    { label: t('settings.word.down', { name }), Sign: IconArrowDown, off: at === actions.length - 1, act: () => move(at, 1) },
                    {
                      label: t('settings.word.delete', { name }),
                      Sign: IconTrash,
                      off: false,
                      act: () => {
                        onChange(actions.filter((_, other) => other !== at))
                        addButton.current?.focus()
                      },
                    },
                  ].map(({ label, Sign, off, act }) => (
                    <ActionIcon
                      key={label}
                      variant="subtle"
                      color="gray"
                      size="lg"
                      className={classes.tool}
                      aria-label={label}
                      title={label}
                      {...(off && { 'aria-disabled': true, 'data-disabled': true })}
                      onClick={() => {
                        if (!off) act()
                      }}
                    >
                      <Sign size={18} aria-hidden />
                    </ActionIcon>
                  ))}
                </div>
                <ActionFields
                  action={action}
                  field={`actions.${at}.`}
                  onChange={(patch) => onChange(actions.map((one, other) => (other === at ? { ...one, ...patch } : one)))}
                  problem={(field) => problem(`actions.${at}.${field}`)}
                />
              </li>
            )
          })}
        </ol>
        {error && <Input.Error role="alert">{error}</Input.Error>}
        <Menu position="bottom-start" withInitialFocusPlaceholder={false} returnFocus={false}>
          <Menu.Target>
            <Button ref={addButton} variant="default" leftSection={<IconPlus size={16} aria-hidden />} disabled={actions.length >= MAX_ACTIONS}>
              {t('rules.addAction')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={classes.menu}>
            {ACTION_KINDS.map((kind) => (
              <Menu.Item
                key={kind}
                onClick={() => {
                  onChange([...actions, newAction(kind, uuid())])
                  lead()
                }}
              >
                {t(`rules.action.kind.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </FieldSection>
  )
}
