import { lazily } from '../shell/lazily'

/** Where a link leads that lets somebody set a password. */
export const Invitation = lazily(() => import('./invitation-page'))
