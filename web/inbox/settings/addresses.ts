/** Where the company's settings are. */
export const SETTINGS_PATH = '/settings'
export const MAIL_PATH = `${SETTINGS_PATH}/mail`
