import { setColours } from '../frame/colours'
import type { Actions } from '../frame/state'
import { textsIn } from '../frame/texts'
import { App } from '../frame/view/App'
import { draw, h } from '../frame/view/dom'
import { toEnd } from '../frame/view/follow'
import '../frame/view/style.css'
import type { FrameMessage, PageMessage } from '../shared/bridge'
import type { PreviewMessage } from './protocol'
import { sampleState, type Tried, untried } from './state'

// The real window's view on sample words: no server, no storage, no sound.

const root = document.getElementById('chat')!
let shown: PreviewMessage | null = null
let tried = untried

function tell(message: FrameMessage) {
  if (parent !== window) parent.postMessage(message, location.origin)
}

function set(part: Partial<Tried>) {
  tried = { ...tried, ...part }
  if (shown) draw(<App state={sampleState(shown, tried, new Date())} actions={actions} />, root)
}

/** Fields and switches can be tried; nothing is sent or ended. */
const actions: Actions = {
  type: (part) => set({ draft: { ...tried.draft, ...part } }),
  mute: (muted) => set({ muted }),
  askToEnd: () => set({ ending: 'ask' }),
  keepGoing: () => set({ ending: null }),
  end: () => set({ ending: null }),
  close: () => tell({ type: 'close' }),
  start() {},
  send() {},
  takeBack() {},
  discard() {},
  startAgain() {},
  pick() {},
  load() {},
  askTranscript() {},
}

addEventListener('message', (event: MessageEvent<PreviewMessage | PageMessage>) => {
  const message = event.data
  // The loader's own word about the page says nothing that the preview doesn't.
  if (event.source !== parent || event.origin !== location.origin || message.type !== 'preview') return
  const another = message.view !== shown?.view
  shown = message
  document.documentElement.lang = message.lang
  document.title = textsIn(message.lang).title
  setColours(message.config.look)
  set(another ? { ending: null } : {})
  const log = another && root.querySelector('.log')
  if (log) toEnd(log)
})

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing) return
  if (tried.ending) actions.keepGoing()
  else actions.close()
})

tell({ type: 'ready' })
