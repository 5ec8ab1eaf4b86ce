import type { ConditionDiagnostic } from '../api/types'
import { useTranslation } from '../lang/translation'

/** Values that the server names by a word of its own: types, and lists that values come from. */
const TRANSLATED = ['given', 'wanted', 'left', 'right', 'list'] as const

/** What is wrong with a condition, in the reader's language by its code; a code that a newer server made, in English. */
export function useDiagnosticText(): (found: Pick<ConditionDiagnostic, 'code' | 'params' | 'message'>) => string {
  const { t } = useTranslation()
  return ({ code, params = {}, message }) => {
    const words = { ...params }
    for (const name of TRANSLATED) {
      const word = words[name]
      if (word !== undefined) words[name] = t(`rules.kind.${word as 'text'}`, { defaultValue: word })
    }
    return t(`rules.diagnostic.${code as 'too_deep'}`, { ...words, defaultValue: message })
  }
}
