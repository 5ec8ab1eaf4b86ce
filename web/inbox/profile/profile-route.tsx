import { lazily } from '../shell/lazily'

/** One's own settings. */
export const Profile = lazily(() => import('./profile-page'))
