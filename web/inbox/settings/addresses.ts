/** Where the company's settings are. */
export const SETTINGS_PATH = '/settings'
export const GENERAL_PATH = `${SETTINGS_PATH}/general`
export const INBOXES_PATH = `${SETTINGS_PATH}/inboxes`
/** Who can log in, and how they are invited. */
export const PEOPLE_PATH = `${SETTINGS_PATH}/people`
export const MAIL_PATH = `${SETTINGS_PATH}/mail`
/** Accounts of BaseLinker. */
export const BASELINKER_PATH = `${SETTINGS_PATH}/baselinker`
/** The language model that judges messages. */
export const MODEL_PATH = `${SETTINGS_PATH}/model`
export const STATUSES_PATH = `${SETTINGS_PATH}/statuses`
export const TEAMS_PATH = `${SETTINGS_PATH}/teams`
export const TAGS_PATH = `${SETTINGS_PATH}/tags`
export const CONTEXTS_PATH = `${SETTINGS_PATH}/contexts`
export const REPLIES_PATH = `${SETTINGS_PATH}/replies`
export const NEW_REPLY_PATH = `${REPLIES_PATH}/new`
export const replyPath = (id: string) => `${REPLIES_PATH}/${id}`
