import { may, useMe } from '../session/me'
import { lazily } from '../shell/lazily'
import { NotFound } from '../shell/not-found'

const Pages = lazily(() => import('./pages'))

/** The channels' pages, for those who configure them; for all others they don't exist. */
export function Channels() {
  return may(useMe(), 'channel.write') ? <Pages /> : <NotFound />
}
