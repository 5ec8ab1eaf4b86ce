import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { isComplete, type Join, newRow, type PartKind, type Row, toParts } from './parts'
import { RowFields, usePartName } from './row-fields'
import { checkCondition } from './rules'

interface Props {
  kinds: readonly PartKind[]
  kind: PartKind
  /** There is a condition already, to be joined to. */
  joins: boolean
  onInsert: (condition: string, join: Join) => void
  onClose: () => void
}

/** Sets a ready condition's values before it is put in the text. */
export function InsertDialog({ kinds, kind, joins, onInsert, onClose }: Props) {
  const { t } = useTranslation()
  const name = usePartName()(kind.kind)
  const [row, setRow] = useState<Row>(() => newRow(kind, 'new'))
  const [join, setJoin] = useState<Join>('and')
  const [checked, setChecked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  const insert = () => {
    setChecked(true)
    if (busy || !isComplete(kinds, row)) return
    setBusy(true)
    setError(undefined)
    const under = new AbortController()
    abort.current = under
    checkCondition({ parts: toParts(kinds, { join: 'and', items: [row] }) }, under.signal).then(
      ({ condition }) => onInsert(condition, join),
      (thrown: unknown) => {
        if (under.signal.aborted) return
        setBusy(false)
        setError(asApiError(thrown))
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={name} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Stack gap="sm">
        <RowFields first kinds={kinds} row={row} onChange={setRow} error={checked && !isComplete(kinds, row) ? t('rules.rows.incomplete') : undefined} />
        {joins && (
          <>
            <Text size="sm">{t('rules.rows.joinText')}</Text>
            <SegmentedControl
              aria-label={t('rules.rows.joinText')}
              data={(['and', 'or'] as const).map((value) => ({ value, label: t(`rules.rows.joint.${value}`) }))}
              value={join}
              onChange={(value) => setJoin(value as Join)}
            />
          </>
        )}
        {error && <ErrorNote error={error} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button onClick={insert} loading={busy}>
          {t('rules.rows.insert')}
        </Button>
      </Group>
    </Modal>
  )
}
