import type { ApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { duration } from '../time/dates'

/** An error in the reader's words: by its code where there are words for it, else by its kind. */
export function useErrorText(): (error: Pick<ApiError, 'kind' | 'code'> & { retryAfterMs?: number | undefined }) => string {
  const { t, i18n } = useTranslation()
  return ({ kind, code, retryAfterMs }) => {
    if (kind === 'too_many' && retryAfterMs !== undefined) {
      // Rounded up: who waits that long must not be refused again.
      const minute = 60_000
      const wait = retryAfterMs <= minute ? retryAfterMs : Math.ceil(retryAfterMs / minute) * minute
      return t('error.tooManyFor', { time: duration(wait, i18n.language) })
    }
    // A code that a newer server made has no words here yet.
    return t(`error.code.${code as 'customer_wrote'}`, { defaultValue: t(`error.kind.${kind}`) })
  }
}
