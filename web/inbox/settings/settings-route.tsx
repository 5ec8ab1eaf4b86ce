import { loadTexts } from '../lang/language'
import { may, useMe } from '../session/me'
import { lazily } from '../shell/lazily'
import { NotFound } from '../shell/not-found'

const Pages = lazily(async () => {
  const [pages] = await Promise.all([import('./pages'), loadTexts('baselinker')])
  return pages
})

/** The company's settings, for those who may change them; for all others they don't exist. */
export function Settings() {
  return may(useMe(), 'settings.write') ? <Pages /> : <NotFound />
}
