import { loadTexts } from '../lang/language'
import { may, useMe } from '../session/me'
import { lazily } from '../shell/lazily'
import { NotFound } from '../shell/not-found'

const Pages = lazily(async () => {
  const [pages] = await Promise.all([import('./pages'), loadTexts('rules')])
  return pages
})

/** The automatic actions, for those who write them; for all others they don't exist. */
export function Rules() {
  return may(useMe(), 'rule.write') ? <Pages /> : <NotFound />
}
