import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../api/error'
import type { ConditionCheck, ConditionGroup } from '../api/types'
import { uuid } from '../api/uuid'
import { allRows, fromParts, isComplete, type PartKind, type Rows, toParts } from './parts'
import { checkCondition } from './rules'

/** So long nobody types before the server is asked. */
const REST_MS = 250

type Question = { condition: string } | { parts: ConditionGroup }

/** A rule's condition being edited, as text or as rows. */
export interface ConditionEditing {
  /** Undefined until it is known whether it can be rows. */
  mode: 'rows' | 'text' | undefined
  text: string
  setText: (text: string) => void
  rows: Rows
  setRows: (rows: Rows) => void
  /** What the server said of what stands here now; undefined while it is asked. */
  check: ConditionCheck | undefined
  /** What it said last, which may be of what stood here before. */
  lastCheck: ConditionCheck | undefined
  /** It couldn't be asked. */
  error: ApiError | undefined
  again: () => void
  /** The rule's condition isn't what stands on screen yet. */
  unsettled: boolean
  /** A row lacks something. */
  incomplete: boolean
  toText: () => void
  /** Only where the check has parts. */
  toRows: () => void
}

/** `value` is the rule's condition; `onChange` is told of every other. */
export function useCondition(value: string, onChange: (condition: string) => void, kinds: readonly PartKind[] | undefined): ConditionEditing {
  const [mode, setMode] = useState<'rows' | 'text'>()
  const [rows, setRows] = useState<Rows>({ join: 'and', items: [] })
  const [check, setCheck] = useState<ConditionCheck>()
  const [lastCheck, setLastCheck] = useState<ConditionCheck>()
  const [error, setError] = useState<ApiError>()
  const [unsettled, setUnsettled] = useState(false)
  /** What the rule's condition is as far as this knows: another one came from elsewhere. */
  const known = useRef<string>(undefined)
  const asked = useRef<{ question: Question; abort: AbortController; timer: number }>(undefined)
  const change = useRef(onChange)
  change.current = onChange

  const drop = useCallback(() => {
    asked.current?.abort.abort()
    window.clearTimeout(asked.current?.timer)
  }, [])
  useEffect(() => drop, [drop])

  /** The newest question alone has an answer. */
  const ask = useCallback(
    (question: Question, restMs: number, then?: (answer: ConditionCheck) => void) => {
      drop()
      const abort = new AbortController()
      setCheck(undefined)
      setError(undefined)
      const timer = window.setTimeout(() => {
        checkCondition(question, abort.signal).then(
          (answer) => {
            if (abort.signal.aborted) return
            setCheck(answer)
            setLastCheck(answer)
            setUnsettled(false)
            then?.(answer)
          },
          (thrown: unknown) => {
            if (!abort.signal.aborted) setError(asApiError(thrown))
          },
        )
      }, restMs)
      asked.current = { question, abort, timer }
    },
    [drop],
  )

  const adopt = ({ parts }: ConditionCheck) => {
    if (parts) setRows(fromParts(parts, uuid))
    // Who looks at the text goes on looking at it.
    setMode((was) => (parts && was !== 'text' ? 'rows' : 'text'))
  }
  const emit = (condition: string) => {
    known.current = condition
    change.current(condition)
  }

  const begin = useCallback(
    (condition: string) => {
      known.current = condition
      ask({ condition }, 0, adopt)
    },
    [ask],
  )
  useEffect(() => {
    // The beginning, or somebody else's version that was loaded; saving takes blanks at the ends away.
    if (known.current?.trim() !== value.trim()) begin(value)
    else known.current = value
  }, [value, begin])

  const askRows = (next: Rows, restMs: number, then?: () => void) => {
    setUnsettled(true)
    ask({ parts: toParts(kinds ?? [], next) }, restMs, ({ condition }) => {
      emit(condition)
      then?.()
    })
  }

  return {
    mode,
    text: value,
    setText: (text) => {
      emit(text)
      ask({ condition: text }, REST_MS)
    },
    rows,
    setRows: (next) => {
      setRows(next)
      askRows(next, REST_MS)
    },
    check,
    lastCheck,
    error,
    again: () => {
      if (mode === 'rows' && unsettled) askRows(rows, 0)
      else if (mode === undefined) begin(value)
      else ask({ condition: value }, 0)
    },
    unsettled,
    incomplete: mode === 'rows' && kinds !== undefined && allRows(rows).some((row) => !isComplete(kinds, row)),
    toText: () => {
      const show = () => setMode('text')
      // Rows that say nothing yet are left behind. Before the text has what the others say, nobody may write on in it.
      if (unsettled) askRows(rows, 0, show)
      else show()
    },
    toRows: () => {
      if (!check?.parts) return
      setRows(fromParts(check.parts, uuid))
      setMode('rows')
    },
  }
}
