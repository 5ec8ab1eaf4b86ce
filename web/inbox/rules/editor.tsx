import { ActionIcon, Button, Switch, Textarea, TextInput, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconHistory } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Rule } from '../api/types'
import { uuid } from '../api/uuid'
import { FieldSection } from '../form/field-section'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveBar } from '../form/save-bar'
import { SaveNotes } from '../form/save-notes'
import { useEditing } from '../form/use-editing'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { PageHead } from '../shell/page-head'
import page from '../shell/page.module.css'
import { useComplaint } from '../shell/use-complaint'
import { ActionsSection } from './actions-section'
import { ruleLogPath, rulePath, RULES_PATH } from './addresses'
import { ConditionSection } from './condition-section'
import { differing, type EditedRule, problemsOf, tidy, toSend } from './draft'
import classes from './editor.module.css'
import { EnableDialog } from './enable-dialog'
import { EventsField } from './events-field'
import { OftenField } from './often-field'
import { partKinds } from './parts'
import { useRuleLanguage, useSaveRule, useSwitchRule } from './rules'
import { TrialSection } from './trial-section'
import { useCondition } from './use-condition'

interface Props {
  initial: EditedRule
  /** The rule as the server has it now; absent for a new one. */
  rule?: Rule
  /** Somebody has deleted it. */
  gone?: boolean
}

export function Editor({ initial, rule, gone = false }: Props) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const fields = useRef<HTMLDivElement>(null)
  const complain = useComplaint()
  // Made once: a save whose answer was lost, tried again, makes no second rule.
  const [id] = useState(uuid)
  // What is missing is pointed out once it matters, not while it is set for the first time.
  const [checked, setChecked] = useState(false)
  const [asking, setAsking] = useState(false)
  /** What happens once the rows' condition is known. */
  const [waiting, setWaiting] = useState<'save' | 'enable'>()
  const enabling = useRef(false)
  const [held, setHeld] = useState(false)
  const put = useSaveRule()
  const turn = useSwitchRule()
  const editing = useEditing(initial, rule, {
    tidy,
    differing,
    held,
    put: (draft, version) => put.mutateAsync({ id: version === undefined ? id : (rule?.id ?? id), version: version ?? 0, settings: toSend(draft) }),
    onSaved: (saved: Rule, isNew) => {
      setChecked(false)
      const leave = () => {
        guard.release()
        navigate(rulePath(saved.id), { replace: true })
      }
      if (enabling.current) return enable(saved, isNew ? leave : undefined)
      notifications.show({ withCloseButton: false, message: t('form.saved') })
      if (isNew) leave()
    },
  })
  const { draft, change, conflict, error } = editing
  const language = useRuleLanguage().data
  const kinds = useMemo(() => partKinds(language), [language])
  const condition = useCondition(draft.condition, (text) => change({ condition: text }), language && kinds)
  const unwritten = condition.unsettled || condition.incomplete
  useEffect(() => setHeld(unwritten), [unwritten])
  const dirty = editing.dirty || unwritten
  const guard = useLeaveGuard(dirty)

  const enable = ({ id: which, version }: Pick<Rule, 'id' | 'version'>, then?: () => void) =>
    turn.mutate(
      { id: which, version, enabled: true },
      {
        onSuccess: ({ settings: { name } }) => {
          setAsking(false)
          notifications.show({ withCloseButton: false, message: t('rules.enabled', { name }) })
        },
        // What is saved stays saved; the dialog says why it isn't on, unless it goes with the page.
        ...(then && { onError: complain }),
        onSettled: () => {
          enabling.current = false
          then?.()
        },
      },
    )

  const problemText = useProblemText()
  const found = problemsOf(draft)
  if (condition.incomplete) found.set('condition', 'condition_incomplete')
  const refused = error && (error.field ?? (error.code === 'name_taken' ? 'name' : undefined))
  const problem = (field: string) => {
    const code = (checked ? found.get(field) : undefined) ?? (refused === field ? error?.code : undefined)
    return code === undefined ? undefined : problemText(code)
  }
  const lead = (field: string) => requestAnimationFrame(() => fields.current && focusField(fields.current, field))
  useEffect(() => {
    if (refused === undefined) return
    enabling.current = false
    setAsking(false)
    lead(refused)
    // A second refusal of the same field leads there again.
  }, [refused, error])

  /** Whether there is a point in asking the server. */
  const complete = () => {
    const [first] = found.keys()
    setChecked(first !== undefined)
    if (first !== undefined) lead(first)
    return first === undefined
  }
  const askToEnable = () => {
    if (complete()) setAsking(true)
  }
  const act = (what: 'save' | 'enable') => {
    if (editing.saving || turn.isPending || gone || conflict) return
    if (!complete()) {
      setAsking(false)
      return
    }
    if (condition.unsettled) {
      if (condition.error) condition.again()
      return setWaiting(what)
    }
    enabling.current = what === 'enable'
    if (editing.dirty || !rule) editing.save()
    else if (what === 'enable') enable(rule)
  }
  useEffect(() => {
    if (waiting === undefined || (condition.unsettled && !condition.error)) return
    setWaiting(undefined)
    if (!condition.error) act(waiting)
    else if (!asking) lead('condition')
  }, [waiting, condition.unsettled, condition.error])

  const title = rule ? rule.settings.name : t('rules.new')
  return (
    <form
      className={page.page}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty || !rule) act('save')
      }}
    >
      <PageHead title={title} back={{ to: RULES_PATH, label: t('rules.back') }}>
        {rule && (
          <>
            <Tooltip label={t('rules.log.title')}>
              <ActionIcon component={Link} href={ruleLogPath(rule.id)} variant="subtle" color="gray" size="lg" aria-label={t('rules.log.title')}>
                <IconHistory size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Switch
              label={rule.enabled ? t('rules.on') : t('rules.off')}
              aria-label={t('rules.switch', { name: rule.settings.name })}
              checked={rule.enabled}
              disabled={gone || turn.isPending}
              onChange={({ currentTarget }) =>
                currentTarget.checked ? askToEnable() : turn.mutate({ id: rule.id, version: rule.version, enabled: false }, { onError: complain })
              }
            />
          </>
        )}
      </PageHead>
      <div ref={fields} className={classes.fields}>
        <FieldSection id="rule-basics" title={t('channels.section.basics')}>
          <TextInput
            label={t('rules.partName.name')}
            data-field="name"
            maw={560}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problem('name')}
          />
          <Textarea
            label={t('rules.partName.description')}
            description={t('rules.descriptionHint')}
            data-field="description"
            maw={720}
            autosize
            minRows={1}
            maxRows={5}
            value={draft.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
            error={problem('description')}
          />
        </FieldSection>
        <FieldSection id="rule-events" title={t('rules.partName.triggers')}>
          <EventsField value={draft.triggers} onChange={(triggers) => change({ triggers })} problem={problem} />
        </FieldSection>
        <ConditionSection editing={condition} kinds={kinds} checked={checked} error={problem('condition')} />
        <ActionsSection actions={draft.actions} onChange={(actions) => change({ actions })} problem={problem} />
        <FieldSection id="rule-often" title={t('rules.partName.often')}>
          <OftenField draft={draft} change={change} problem={problem} />
        </FieldSection>
        <TrialSection rule={draft} unsettled={condition.unsettled} incomplete={condition.incomplete} />
      </div>
      <SaveBar
        dirty={dirty || !rule}
        saving={editing.saving || waiting !== undefined}
        blocked={gone || conflict !== undefined}
        label={rule ? t('form.save') : t('channels.editor.create')}
        beside={
          !gone &&
          !conflict &&
          !rule?.enabled && (
            <Button variant="default" onClick={askToEnable} disabled={editing.saving}>
              {dirty || !rule ? t('rules.enable.saveAndEnable') : t('channels.action.enable')}
            </Button>
          )
        }
      >
        <SaveNotes
          error={error}
          // Where it is beside its field, the field alone says what to do.
          refusal={() => (refused === undefined ? undefined : t('rules.fieldWrong'))}
          conflict={conflict && { ...conflict, overwrite: () => complete() && conflict.overwrite() }}
          title={t('error.code.rule_changed')}
          nameOf={(part) => t(`rules.partName.${part}`)}
          nowhere={t('rules.conflictNowhere')}
          gone={gone ? { title: t('rules.gone.title'), text: t('rules.gone.text'), action: t('rules.gone.create'), create: () => complete() && editing.createAnew() } : undefined}
          saving={editing.saving}
          save={() => act('save')}
        />
      </SaveBar>
      <EnableDialog
        opened={asking}
        onClose={() => {
          setAsking(false)
          // Who turns back before it is saved doesn't want it on, whatever is saved later.
          setWaiting(undefined)
          enabling.current = false
          if (!turn.isPending) turn.reset()
        }}
        rule={draft}
        unsettled={unwritten}
        unsaved={dirty || !rule}
        busy={editing.saving || turn.isPending || waiting !== undefined}
        error={turn.error ?? error ?? condition.error ?? null}
        onEnable={() => act('enable')}
      />
      {guard.dialog}
    </form>
  )
}
