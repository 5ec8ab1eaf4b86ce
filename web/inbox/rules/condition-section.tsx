import { SegmentedControl, Skeleton, Text } from '@mantine/core'
import { useState } from 'react'
import { FieldSection } from '../form/field-section'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import classes from './condition.module.css'
import { ConditionRows } from './condition-rows'
import { ConditionText } from './condition-text'
import { useDiagnosticText } from './diagnostic-text'
import { InsertDialog } from './insert-dialog'
import { PartMenu } from './part-menu'
import { joined, type PartKind } from './parts'
import type { ConditionEditing } from './use-condition'

interface Props {
  editing: ConditionEditing
  kinds: readonly PartKind[]
  /** What is missing is pointed out. */
  checked: boolean
  error: string | undefined
}

/** When the rule applies: as rows for those who don't write code, as text for those who do. */
export function ConditionSection({ editing, kinds, checked, error }: Props) {
  const { t } = useTranslation()
  const sentence = useDiagnosticText()
  const [inserting, setInserting] = useState<PartKind>()
  const { mode, check, lastCheck, text, setText } = editing
  const rowable = check === undefined || check.parts !== undefined
  return (
    <FieldSection id="rule-condition" title={t('rules.condition')}>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" style={{ flex: '1 1 320px' }}>
          {t('rules.conditionHint')}
        </Text>
        {mode !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('rules.rows.mode')}
            data={[
              { value: 'rows', label: t('rules.rows.rows'), disabled: mode === 'text' && !check?.parts },
              { value: 'text', label: t('rules.rows.text') },
            ]}
            value={mode}
            onChange={(value) => (value === 'rows' ? editing.toRows() : editing.toText())}
          />
        )}
      </div>
      {mode === undefined && !editing.error && <Skeleton height={96} role="status" aria-label={t('loading')} />}
      {mode === 'rows' && (
        <div data-field="condition" tabIndex={-1} className={classes.text}>
          <ConditionRows kinds={kinds} rows={editing.rows} onChange={editing.setRows} checked={checked} />
          {lastCheck && lastCheck.diagnostics.length > 0 && (
            <WarningNote>
              {lastCheck.diagnostics.map((one, at) => (
                <Text key={at} size="sm">
                  {sentence(one)}
                </Text>
              ))}
            </WarningNote>
          )}
        </div>
      )}
      {mode === 'text' && (
        <>
          <div>
            <PartMenu kinds={kinds} label={t('rules.rows.add')} onPick={setInserting} />
          </div>
          <ConditionText editing={editing} />
          {!rowable && (
            <Text size="xs" c="dimmed">
              {t('rules.rows.notRows')}
            </Text>
          )}
        </>
      )}
      {error && (
        <Text size="sm" c="var(--bad)" role="alert">
          {error}
        </Text>
      )}
      {editing.error && <ErrorNote error={editing.error} retry={editing.again} />}
      {inserting && (
        <InsertDialog
          kinds={kinds}
          kind={inserting}
          joins={text.trim() !== ''}
          onClose={() => setInserting(undefined)}
          onInsert={(condition, join) => {
            setText(joined(text, join, condition))
            setInserting(undefined)
          }}
        />
      )}
    </FieldSection>
  )
}
