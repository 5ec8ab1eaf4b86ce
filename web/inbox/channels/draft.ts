import type { ChannelDraft } from '../api/types'

/** The server's limits (desk/channel_check.go). */
export const MAX_NAME = 120
export const MAX_WELCOME = 500
export const MAX_OFFSET = 400
export const MAX_ORIGINS = 20

/** The settings of a copy: off, so that a shop doesn't have two chats at once. `suffix` names it a copy. */
export function duplicateOf(settings: ChannelDraft, suffix: string): ChannelDraft {
  const room = MAX_NAME - [...suffix].length
  return { ...settings, name: `${[...settings.name].slice(0, room).join('').trimEnd()}${suffix}`, enabled: false }
}

/** What is sent: lines that were left empty are none. */
export function toSend(draft: ChannelDraft): ChannelDraft {
  return { ...draft, origins: draft.origins.map((origin) => origin.trim()).filter((origin) => origin !== '') }
}

/** Characters as the server counts them. */
export function lengthOf(text: string): number {
  return [...text].length
}
