import { lazily } from '../shell/lazily'

/** The people whom the company knows. */
export const Contacts = lazily(() => import('./pages'))
