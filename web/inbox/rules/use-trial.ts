import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../api/error'
import type { RuleDraft, RuleTrial, RuleTrialRow } from '../api/types'
import { tryRule } from './rules'

/** How often a rule may fire, as a trial takes it. */
export function oftenOf({ often, period }: Pick<RuleDraft, 'often' | 'period'>): Pick<RuleTrial, 'often' | 'period'> {
  return { often, ...(often === 'once_per_period' && period !== undefined && { period }) }
}

/** What a trial has found so far. */
export interface Trial {
  /** How many tickets are looked at, at most. */
  readonly of: number
  readonly looked: number
  /** In how many it would have matched, and how often. */
  readonly matched: number
  readonly times: number
  readonly rows: readonly RuleTrialRow[]
  readonly state: 'running' | 'done' | 'stopped' | 'failed'
  readonly error?: ApiError
}

/** Asks page after page, until all were looked at or somebody stops it. Nothing is changed by it. */
export function useTrial() {
  const [trial, setTrial] = useState<Trial>()
  const under = useRef<AbortController>(undefined)
  useEffect(() => () => under.current?.abort(), [])

  const start = useCallback((question: RuleTrial) => {
    under.current?.abort()
    const abort = new AbortController()
    under.current = abort
    const of = question.last ?? 1
    let now: Trial = { of, looked: 0, matched: 0, times: 0, rows: [], state: 'running' }
    const show = (next: Partial<Trial>) => {
      now = { ...now, ...next }
      // What was begun anew, or left, is told nothing more.
      if (under.current === abort) setTrial(now)
    }
    setTrial(now)
    const ask = async (cursor?: string): Promise<void> => {
      const { looked, matched, times, rows, next } = await tryRule({ ...question, ...(cursor !== undefined && { cursor }) }, abort.signal)
      show({ looked: now.looked + looked, matched: now.matched + matched, times: now.times + times, rows: [...now.rows, ...rows] })
      if (next === undefined || now.looked >= of) show({ state: 'done' })
      else return ask(next)
    }
    ask().catch((thrown: unknown) => show(abort.signal.aborted ? { state: 'stopped' } : { state: 'failed', error: asApiError(thrown) }))
  }, [])

  const stop = useCallback(() => under.current?.abort(), [])
  const forget = useCallback(() => {
    under.current?.abort()
    under.current = undefined
    setTrial(undefined)
  }, [])
  return { trial, start, stop, forget }
}
