import type { ApiError } from '../api/error'
import { useTranslation } from '../lang/translation'

/** What is wrong with a field, in words by the refusal's code. */
export function useProblemText(): (code: string) => string {
  const { t } = useTranslation()
  // A code that a newer server made has no words here yet.
  return (code) => t(`form.problem.${code as 'empty'}`, { defaultValue: t('error.kind.invalid') })
}

/** What the server found wrong with a field, in words. */
export function useProblems(error: ApiError | undefined): (field: string) => string | undefined {
  const text = useProblemText()
  return (field) => (error !== undefined && error.field === field ? text(error.code) : undefined)
}
