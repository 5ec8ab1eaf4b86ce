/** Where the pages of the channels are. */
export const CHANNELS_PATH = '/channels'
export const NEW_CHANNEL_PATH = `${CHANNELS_PATH}/new`

export function channelPath(id: string): string {
  return `${CHANNELS_PATH}/${id}`
}

/** State of the history's entry that shows a chat right after it was made. */
export interface ArrivalState {
  created: true
}

export function isArrival(state: unknown): state is ArrivalState {
  return typeof state === 'object' && state !== null && 'created' in state
}
