import { useTranslation } from 'react-i18next'
import type { ApiError } from '../api/error'
import type { ChannelDraft } from '../api/types'
import type { PathProblem } from './paths'
import { fieldAndParents } from './sections'

/** What every section of the editor gets. */
export interface SectionProps {
  draft: ChannelDraft
  change: (patch: Partial<ChannelDraft>) => void
  /** What the server found wrong with a field, in words. */
  problem: (field: string) => string | undefined
}

/** A refusal's code in words. */
export function useProblemText(): (code: string) => string {
  const { t } = useTranslation()
  // A code that a newer server made has no words here yet.
  return (code) => t(`channels.problem.${code as PathProblem}`, { defaultValue: t('error.kind.invalid') })
}

export function useProblems(error: ApiError | undefined): (field: string) => string | undefined {
  const text = useProblemText()
  return (field) => (error !== undefined && error.field === field ? text(error.code) : undefined)
}

/** Brings a field on screen and the keyboard into it; where it has no place of its own, what it belongs to. */
export function focusField(root: HTMLElement, field: string): void {
  for (const name of fieldAndParents(field)) {
    const place = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)
    if (!place) continue
    const focusable = 'input, textarea, button, [tabindex]'
    const target = place.matches(focusable) ? place : (place.querySelector<HTMLElement>(focusable) ?? place)
    place.scrollIntoView({ block: 'center' })
    target.focus({ preventScroll: true })
    return
  }
}
