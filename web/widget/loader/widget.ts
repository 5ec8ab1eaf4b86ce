import * as en from '../lang/en'
import * as pl from '../lang/pl'
import type { FrameMessage, PageMessage } from '../shared/bridge'
import { textOn } from '../shared/colour'
import type { WidgetConfig } from '../shared/contract'
import { hoursAt } from '../shared/hours'
import { canonicalPath } from '../shared/path'
import { plural } from '../shared/plural'
import css from './loader.css?inline'
import { createNote } from './note'
import type { Title } from './title'

/** One chat on a shop's page: its icon and, once wanted, its window. */
export interface Widget {
  key: string
  side: string
  open(): void
  close(): void
  identify(who: { name?: string; email?: string }): void
  /** New settings from the server. */
  configure(config: WidgetConfig): void
  destroy(): void
}

const bubble = 'M12 3.5c5 0 9 3.3 9 7.6s-4 7.6-9 7.6c-.9 0-1.8-.1-2.6-.3L4.6 20.5l1-3.6C4 15.5 3 13.4 3 11.1c0-4.3 4-7.6 9-7.6Z'
const chevron = 'm6 9.5 6 6 6-6'

/** Timers longer than this are re-armed: browsers overflow after 24.8 days, and a sleeping computer's stand still. */
const LONGEST_TIMER = 600_000
/** After this long settings are worth asking for again. */
const STALE = 60_000

/** `below` is how many icons already stand on its side of the page. */
export function createWidget(origin: string, first: WidgetConfig, title: Title, below: number): Widget {
  const key = first.key
  const lang = /^en/i.test(document.documentElement.lang) ? 'en' : 'pl'
  const texts = lang === 'en' ? en.icon : pl.icon

  // The page may know that a conversation goes on and which; the key to it stays in the frame.
  const alive = createNote('localStorage', `rozmowa-alive:${key}`)
  const stayedOpen = createNote('sessionStorage', `rozmowa-open:${key}`)

  let config = first
  let fresh = false // just fetched, and its changesAt is past all the same: this computer's clock is wrong
  let shown = false
  let unread = 0
  let who: { name?: string; email?: string } = {}
  let frame: HTMLIFrameElement | null = null
  let ready = false
  let focusWhenReady = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let pace: ReturnType<typeof setInterval> | undefined
  let path = '' // of the page when the icon and the frame last heard of it
  let asked = Date.now() // for the settings
  let destroyed = false

  const make = <K extends keyof HTMLElementTagNameMap>(name: K, className: string) => {
    const element = document.createElement(name)
    element.className = className
    return element
  }

  const host = make('rozmowa-chat' as 'div', '')
  const root = host.attachShadow({ mode: 'open' })
  const dock = make('div', 'dock')
  const icon = make('button', 'icon')
  const badge = document.createElement('b')
  const news = make('span', 'news')
  const windowBox = make('div', 'window')
  icon.type = 'button'
  badge.setAttribute('aria-hidden', 'true')
  news.setAttribute('role', 'status')
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  picture.setAttribute('viewBox', '0 0 24 24')
  picture.setAttribute('aria-hidden', 'true')
  const stroke = picture.appendChild(document.createElementNS(picture.namespaceURI, 'path')) as SVGPathElement
  icon.append(picture, badge)
  dock.append(windowBox, icon, news)
  root.append(dock)

  // A constructed sheet works where the shop's content policy forbids inline styles.
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    root.append(Object.assign(document.createElement('style'), { textContent: css }))
  }

  function render() {
    const { shows } = config
    // Where the shop doesn't want the chat it is off the page whatever goes on in it.
    const allowed = !shows || new RegExp(shows.match).test(canonicalPath(location.pathname)) === shows.on
    if (
      allowed &&
      (hoursAt(config, Date.now(), fresh).open || config.afterHours === 'message' || shown || alive.read())
    ) {
      if (!host.isConnected) {
        document.body.append(host)
        if (alive.read()) wantFrame()
        if (shown || stayedOpen.read()) show(false)
      }
    } else {
      host.remove()
      dropFrame()
    }
    const { primary, secondary, side, offset } = config.look
    dock.className = `dock ${side}${shown ? ' shown' : ''}`
    dock.style.setProperty('--p', primary)
    dock.style.setProperty('--s', textOn(primary, secondary))
    dock.style.setProperty('--y', `${offset + below * 76}px`)
    const words = unread ? plural(lang, unread, texts.unread) : ''
    const label = shown ? texts.close : texts.open
    icon.setAttribute('aria-label', words ? `${label} – ${words}` : label)
    icon.setAttribute('aria-expanded', String(shown))
    stroke.setAttribute('d', shown ? chevron : bubble)
    badge.hidden = !unread
    badge.textContent = unread > 99 ? '99+' : String(unread)
    if (news.textContent !== words) news.textContent = words
    title.count(key, unread)
    fit()
  }

  /** On a phone the window is what the on-screen keyboard leaves of the screen. */
  function fit() {
    const view = window.visualViewport
    const covers = shown && view && matchMedia('(max-width: 480px)').matches && view.scale === 1
    windowBox.style.cssText = covers ? `height:${view.height}px;top:${view.offsetTop}px;bottom:auto` : ''
  }

  function tell(focus = false) {
    if (!ready) {
      focusWhenReady ||= focus
      return
    }
    const message: PageMessage = {
      type: 'page',
      shown,
      focus,
      url: location.href.split('#')[0]!,
      config,
      ...hoursAt(config, Date.now(), fresh),
      ...who,
    }
    frame?.contentWindow?.postMessage(message, origin)
  }

  function wantFrame() {
    if (frame) return
    frame = document.createElement('iframe')
    frame.title = texts.window
    frame.style.colorScheme = 'light dark' // not in the style sheet, where it is compiled to twice as much
    frame.src = `${origin}/widget/${encodeURIComponent(key)}/frame?lang=${lang}&page=${encodeURIComponent(location.origin)}`
    windowBox.append(frame)
  }

  function dropFrame() {
    frame?.remove()
    frame = null
    ready = focusWhenReady = false
    unread = 0
  }

  function show(focus: boolean) {
    wantFrame()
    shown = true
    stayedOpen.write('1')
    render()
    if (focus) frame?.focus()
    tell(focus)
  }

  function close() {
    const had = root.activeElement === frame || root.activeElement === icon
    shown = false
    stayedOpen.write(null)
    render()
    if (had && host.isConnected) icon.focus()
    tell()
  }

  /** Follows the opening hours: changes at the minute, then asks the server for what comes after. */
  function follow() {
    clearTimeout(timer)
    clearInterval(pace)
    // Single-page shops change the path without a word, and nothing of theirs is patched to hear of it.
    if (config.shows) pace = setInterval(() => path === location.pathname || update(), 500)
    const { changesAt } = hoursAt(config, Date.now(), fresh)
    const later = (ms: number, then: () => void) => (timer = setTimeout(then, ms))
    if (changesAt) later(Math.min(changesAt - Date.now(), LONGEST_TIMER), follow)
    // Spread over half a minute, since every open page of the shop asks at the same moment.
    else if (config.changesAt) later(fresh ? LONGEST_TIMER : 1000 + Math.random() * 30_000, refresh)
    update()
  }

  function update() {
    path = location.pathname
    render()
    tell()
  }

  function onVisibility() {
    follow()
    if (!document.hidden && Date.now() - asked > STALE) refresh()
  }

  function refresh() {
    asked = Date.now()
    const script = document.createElement('script')
    script.src = `${origin}/widget/${encodeURIComponent(key)}.js?at=${Date.now()}`
    script.again = true
    script.onload = () => script.remove()
    script.onerror = () => {
      script.remove()
      if (destroyed) return
      clearTimeout(timer)
      timer = setTimeout(follow, STALE)
    }
    document.head.append(script)
  }

  function onMessage(event: MessageEvent) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return
    const message = event.data as FrameMessage
    if (message.type === 'ready') {
      ready = true
      tell(focusWhenReady)
      focusWhenReady = false
    } else if (message.type === 'state') {
      if (alive.read() !== message.conversation) alive.write(message.conversation)
      unread = message.unread
      render()
    } else if (message.type === 'settings') {
      refresh()
    } else if (message.type === 'close') {
      close()
    }
  }

  function onStorage() {
    // Another tab began a conversation: this one shows its unread replies too.
    if (alive.read()) {
      wantFrame()
      render()
    }
  }

  function onBlur() {
    tell() // the focus may have gone into the frame: it learns which page this is now
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === 'Escape') close()
  }

  // Shops that swap the whole body while navigating take the host with it.
  const watch = new MutationObserver(() => {
    if (host.isConnected) return
    ready = false
    render()
    observe()
  })
  const observe = () => {
    watch.disconnect()
    watch.observe(document.documentElement, { childList: true })
    watch.observe(document.body, { childList: true })
  }

  icon.onclick = () => (shown ? close() : show(true))
  icon.onpointerenter = icon.onfocus = wantFrame
  icon.onkeydown = onKey
  const listeners: [EventTarget, string, EventListener][] = [
    [window, 'message', onMessage as EventListener],
    [window, 'storage', onStorage],
    [window, 'blur', onBlur],
    [window, 'resize', fit],
    [document, 'visibilitychange', onVisibility],
  ]
  if (window.visualViewport) {
    listeners.push([window.visualViewport, 'resize', fit], [window.visualViewport, 'scroll', fit])
  }
  listeners.forEach(([target, type, listener]) => target.addEventListener(type, listener))

  follow()
  observe()

  return {
    key,
    side: first.look.side,
    open() {
      render()
      if (host.isConnected && !shown) show(true)
    },
    close,
    identify(known) {
      who = { name: known.name, email: known.email }
      tell()
    },
    configure(next) {
      fresh = !(Date.parse(next.changesAt ?? '') > Date.now())
      config = next
      follow()
    },
    destroy() {
      destroyed = true
      watch.disconnect()
      clearTimeout(timer)
      clearInterval(pace)
      listeners.forEach(([target, type, listener]) => target.removeEventListener(type, listener))
      dropFrame()
      title.count(key, 0)
      host.remove()
    },
  }
}
