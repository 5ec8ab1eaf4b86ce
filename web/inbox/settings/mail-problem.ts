import { useProblemText } from '../form/problem-text'
import type { MailField } from './mail-draft'

/** What is wrong with one of the mail server's fields, in words. */
export function useMailProblemText(): (field: MailField | 'to', code: string) => string {
  const text = useProblemText()
  // A port out of its range is told by the code that hours have too.
  return (field, code) => text(field === 'port' ? 'port' : code)
}
