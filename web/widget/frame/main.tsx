import type { FrameMessage, PageMessage } from '../shared/bridge'
import type { WidgetConfig } from '../shared/contract'
import { createApi } from './api'
import { openArea } from './area'
import { createChat } from './chat'
import { setColours } from './colours'
import { uuid } from './random'
import { createExclusion } from './sender'
import { takeFiles } from './picker'
import { createRing } from './sound'
import type { Actions } from './state'
import { createStore } from './store'
import { textsIn } from './texts'
import { App } from './view/App'
import { draw, h } from './view/dom'
import './view/style.css'

const config = JSON.parse(document.getElementById('config')!.textContent!) as WidgetConfig
const params = new URLSearchParams(location.search)
const lang = params.get('lang') === 'en' ? 'en' : 'pl'
const page = params.get('page') ?? ''
const root = document.getElementById('chat')!

document.documentElement.lang = lang
document.title = textsIn(lang).title

setColours(config.look)

// vite.config.ts puts these in: where the extras are, and import() as it stands.
declare const EXTRAS: string
declare const importPlainly: (address: string) => Promise<typeof import('./extras')>
let tries = 0

let lastTold = ''
let asking = false
function tell(message: FrameMessage) {
  // A page of another origin than the loader named doesn't get the message.
  if (page && parent !== window) parent.postMessage(message, page)
}

const store = createStore(config.key, openArea())
const close = () => tell({ type: 'close' })

const chat = createChat({
  config,
  lang,
  store,
  api: createApi(),
  exclusively: createExclusion(`rozmowa:${config.key}`, store, uuid()),
  ring: createRing(),
  close,
  // A browser may keep a failed import for good, so each try has an address of its own.
  extras: () => importPlainly(`${EXTRAS}?${tries++}`),
  refresh: () => tell({ type: 'settings' }),
  changed(state, unread) {
    const focused = document.activeElement
    draw(<App state={state} actions={actions} />, root)
    if (focused && focused !== document.activeElement && document.activeElement === document.body) goOn(focused)
    asking = state.ending === 'ask' || state.ending === 'failed'
    const goesOn = state.held && !(state.caughtUp && state.standing.state === 'closed')
    const message: FrameMessage = { type: 'state', conversation: goesOn ? state.held!.id : null, unread }
    const told = JSON.stringify(message)
    if (told !== lastTold) tell(message)
    lastTold = told
  },
})

const actions: Actions = { ...chat, pick: takeFiles(chat.attach) }

addEventListener('message', (event: MessageEvent) => {
  if (event.source !== parent || event.origin !== page) return
  const message = event.data as PageMessage
  if (message.type !== 'page') return
  if (message.config) setColours(message.config.look)
  chat.page(message)
  if (message.focus) focusInside()
})

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing) return
  if (asking) chat.keepGoing()
  else close()
})

/** Where typing goes on: the first empty field, else the last one, else the content's button, else any. */
function focusInside() {
  const fields = [...root.querySelectorAll<HTMLElement & { value: string }>('input, textarea')]
  const target = fields.find((field) => !field.value) ?? fields.at(-1) ?? root.querySelector<HTMLElement>('button.main') ?? root.querySelector<HTMLElement>('button')
  target?.focus()
}

/**
 * What had the focus is gone: the keyboard goes on from what took its place. Who was typing when the
 * conversation ended doesn't press a button by the next Enter, and no finger calls the keyboard up.
 */
function goOn(gone: Element) {
  if (gone.matches('button') && matchMedia('(pointer: fine)').matches) focusInside()
  else root.querySelector<HTMLElement>('.log, button.main')?.focus()
}

chat.begin()
tell({ type: 'ready' })
