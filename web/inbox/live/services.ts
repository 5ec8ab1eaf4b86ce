import { Sender } from '../composer/sender'
import { Journals } from '../timeline/journals'
import { LiveSocket } from './socket'

/** One of each for the whole page; the session starts and stops them. */
export const socket = new LiveSocket(() => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/socket`))
export const journals = new Journals(socket)
export const sender = new Sender((ticket, entry) => journals.own(ticket, entry))

// A line that is back is used at once, not when the next try is due.
socket.onUp(() => sender.hurry())
addEventListener('online', () => {
  socket.hurry()
  sender.hurry()
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') socket.hurry()
})
