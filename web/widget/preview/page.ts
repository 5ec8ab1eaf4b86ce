import { createWidget, type Widget } from '../loader/widget'
import { textOn } from '../shared/colour'
import type { FrameMessage } from '../shared/bridge'
import { texts } from './lang'
import './page.css'
import type { PreviewMessage, PreviewReady } from './protocol'

// The configurator's preview: a sketched shop on which the real widget stands. Its key makes
// createWidget load /widget/preview/frame, which draws the real window with sample words.

const KEY = 'preview'

/** Numbers in the title would only mislead here. */
const silent = { count() {} }

let widget: Widget | null = null
let latest: PreviewMessage | null = null

/** What createWidget remembers between pages; a preview starts as the inbox says, and leaves nothing behind. */
function forget() {
  try {
    localStorage.removeItem(`rozmowa-alive:${KEY}`)
    sessionStorage.removeItem(`rozmowa-open:${KEY}`)
  } catch {
    // Blocked storage remembers nothing.
  }
}

/** Does it while the admin goes on typing: a widget moves the focus when its window opens or closes. */
function unfocused(change: () => void) {
  const { focus } = HTMLElement.prototype
  HTMLElement.prototype.focus = () => {}
  try {
    change()
  } finally {
    HTMLElement.prototype.focus = focus
  }
}

const hidden = ({ view, config }: PreviewMessage) => view === 'closed' && config.afterHours === 'hide'

function show(message: PreviewMessage) {
  const before = latest
  latest = message
  const { view, background, lang } = message

  document.documentElement.lang = lang
  document.title = texts[lang].title
  document.documentElement.style.setProperty('--background', background)
  // Its own colour can't be read on it, so this is black or white.
  document.documentElement.style.setProperty('--ink', textOn(background, background))

  // Without times and paths the widget neither changes by the clock nor asks the server for more.
  const config = { ...message.config, key: KEY, open: view !== 'closed', changesAt: undefined, shows: undefined }

  // A widget keeps the language it was made with. A new one opens itself where the last was open.
  if (before?.lang !== lang) {
    widget?.destroy()
    widget = null
  }
  // The window outlives the end of the hours in the middle of a conversation, so it goes first.
  if (hidden(message)) unfocused(() => widget?.close())
  if (widget) widget.configure(config)
  else widget = createWidget(location.origin, config, silent, 0)

  if (before?.view !== view || hidden(before) !== hidden(message)) {
    unfocused(() => (view === 'icon' || hidden(message) ? widget!.close() : widget!.open()))
  }
  hand()
}

function inside(): Window | null {
  return document.querySelector('rozmowa-chat')?.shadowRoot?.querySelector('iframe')?.contentWindow ?? null
}

/** Hands the message on to the window; one that isn't there yet asks for it by its `ready`. */
function hand() {
  inside()?.postMessage(latest, location.origin)
}

forget()
addEventListener('pagehide', forget)
// Who comes back to a tab makes a widget ask the server for newer settings: it hears nothing of that here.
document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation())
addEventListener('message', (event: MessageEvent<PreviewMessage | FrameMessage>) => {
  if (event.origin !== location.origin) return
  const { data: message, source } = event
  if (source === parent && message.type === 'preview') show(message)
  else if (source === inside() && message.type === 'ready') hand()
})

const ready: PreviewReady = { type: 'preview-ready' }
parent.postMessage(ready, location.origin)
