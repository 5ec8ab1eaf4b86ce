import { Drafts } from '../composer/drafts'
import { Sender } from '../composer/sender'
import { upload } from '../composer/upload'
import { Uploads } from '../composer/uploads'
import { Journals } from '../timeline/journals'
import { LiveSocket } from './socket'

/** One of each for the whole page; the session starts and stops them. */
export const socket = new LiveSocket(() => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/socket`))
export const journals = new Journals(socket)
export const sender = new Sender(
  (ticket, entry) => journals.own(ticket, entry),
  (ticket) => journals.through(ticket),
)
const uploads = new Uploads(upload)
export const drafts = new Drafts({ uploads, sender, store: localStorage })

// A line that is back is used at once, not when the next try is due.
socket.onUp(() => {
  sender.hurry()
  uploads.hurry()
})
addEventListener('online', () => {
  socket.hurry()
  sender.hurry()
  uploads.hurry()
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') socket.hurry()
})
// What was typed is kept, and what was sent goes out later; a file that isn't there yet would be lost.
addEventListener('beforeunload', (event) => {
  if (uploads.busy) event.preventDefault()
})
