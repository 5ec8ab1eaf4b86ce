/** Where an agent's own settings are. */
export const PROFILE_PATH = '/profile'
