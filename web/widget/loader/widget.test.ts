// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FrameMessage } from '../shared/bridge'
import type { WidgetConfig } from '../shared/contract'
import { createTitle } from './title'
import { createWidget, type Widget } from './widget'

const origin = 'https://chat.example'
const config: WidgetConfig = {
  key: 'k',
  version: 1,
  name: 'Sklep',
  form: true,
  welcome: '',
  look: { primary: '#1f6f5c', secondary: '#ffffff', side: 'right', offset: 25 },
  open: true,
  afterHours: 'message',
}
const notOnBlog = { match: '^(?:/blog)(?:/[\\s\\S]*)?$', on: false }
const onlyOnBlog = { ...notOnBlog, on: true }
const nowhere = { match: '', on: false }

const host = () => document.querySelector('rozmowa-chat')
const dock = () => host()!.shadowRoot!.querySelector('.dock')!
const icon = () => host()!.shadowRoot!.querySelector('button')!
const frame = () => host()!.shadowRoot!.querySelector('iframe')
const isOpen = () => dock().classList.contains('shown')
/** The scripts that ask for settings and haven't answered. */
const asking = () => document.head.querySelectorAll('script')

/** The single-page shop changes its page; the loader has time to look. */
const goTo = (path: string) => {
  history.pushState(null, '', path)
  vi.advanceTimersByTime(500)
}
const say = (message: FrameMessage) => {
  const event = new MessageEvent('message', { data: message, origin })
  Object.defineProperty(event, 'source', { value: frame()!.contentWindow })
  window.dispatchEvent(event)
}
/** Stands in for the window's page, which jsdom doesn't load; returns what is posted to it. */
const listen = () => {
  const postMessage = vi.fn()
  Object.defineProperty(frame()!, 'contentWindow', { value: { postMessage } })
  return postMessage
}
const setHidden = (hidden: boolean) => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

let widget: Widget | undefined
const create = (change: Partial<WidgetConfig> = {}) => {
  widget = createWidget(origin, { ...config, ...change }, createTitle(), 0)
  return widget
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-03-02T09:00:00Z')
  localStorage.clear()
  sessionStorage.clear()
  document.title = 'Kubki'
  history.replaceState(null, '', '/')
})
afterEach(() => {
  widget?.destroy()
  widget = undefined
  asking().forEach((script) => script.remove())
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the chat on a page', () => {
  it('shows on all without a word on pages, and looks at no path', () => {
    create()
    expect(host()).not.toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
  it('shows where the path does not match a list of forbidden ones', () => {
    history.replaceState(null, '', '/blogger')
    create({ shows: notOnBlog })
    expect(host()).not.toBeNull()
  })
  it('does not show where it does', () => {
    history.replaceState(null, '', '/blog/')
    create({ shows: notOnBlog })
    expect(host()).toBeNull()
  })
  it('shows where the path matches a list of allowed ones', () => {
    history.replaceState(null, '', '/%62log/2026')
    create({ shows: onlyOnBlog })
    expect(host()).not.toBeNull()
  })
  it('shows nowhere when it is switched off', () => {
    create({ shows: nowhere })
    expect(host()).toBeNull()
    widget!.open()
    expect(host()).toBeNull()
  })
  it('does not show for a conversation that goes on, nor for a window left open', () => {
    localStorage.setItem('rozmowa-alive:k', 'c')
    sessionStorage.setItem('rozmowa-open:k', '1')
    create({ shows: onlyOnBlog })
    expect(host()).toBeNull()
    goTo('/blog')
    expect(frame()).not.toBeNull()
    expect(isOpen()).toBe(true)
  })
})

describe('in a single-page shop the chat', () => {
  it('comes and goes with the path', () => {
    create({ shows: notOnBlog })
    goTo('/blog/2026')
    expect(host()).toBeNull()
    goTo('/kontakt')
    expect(host()).not.toBeNull()
    expect(frame()).toBeNull()
  })
  it('comes back open with its window loaded anew', () => {
    create({ shows: notOnBlog }).open()
    const before = frame()
    goTo('/blog')
    expect(host()).toBeNull()
    expect(sessionStorage.getItem('rozmowa-open:k')).toBe('1')
    goTo('/')
    expect(isOpen()).toBe(true)
    expect(icon().getAttribute('aria-expanded')).toBe('true')
    expect(frame()).not.toBeNull()
    expect(frame()).not.toBe(before)
  })
  it('comes back closed when the shop closed it meanwhile', () => {
    create({ shows: notOnBlog }).open()
    goTo('/blog')
    widget!.close()
    goTo('/')
    expect(isOpen()).toBe(false)
  })
  it('takes the number in the title along', () => {
    create({ shows: notOnBlog }).open()
    say({ type: 'state', conversation: 'c', unread: 2 })
    expect(document.title).toBe('(2) Kubki')
    goTo('/blog')
    expect(document.title).toBe('Kubki')
    goTo('/')
    expect(frame()).not.toBeNull()
  })
  it('tells its window the new page', () => {
    create({ shows: notOnBlog }).open()
    const post = listen()
    say({ type: 'ready' })
    goTo('/kontakt')
    expect(post).toHaveBeenLastCalledWith(expect.objectContaining({ url: `${location.origin}/kontakt` }), origin)
    post.mockClear()
    vi.advanceTimersByTime(5000)
    expect(post).not.toHaveBeenCalled()
  })
  it('survives a new body on the way', async () => {
    create({ shows: notOnBlog }).open()
    document.documentElement.replaceChild(document.createElement('body'), document.body)
    history.pushState(null, '', '/blog')
    await vi.advanceTimersByTimeAsync(500)
    expect(host()).toBeNull()
    goTo('/')
    expect(isOpen()).toBe(true)
  })
  it('follows a list that the admin changes', () => {
    create()
    widget!.configure({ ...config, shows: onlyOnBlog })
    expect(host()).toBeNull()
    goTo('/blog')
    expect(host()).not.toBeNull()
    widget!.configure(config)
    expect(vi.getTimerCount()).toBe(0)
  })
  it('leaves nothing behind when it is destroyed', () => {
    create({ shows: notOnBlog }).open()
    widget!.destroy()
    expect(host()).toBeNull()
    vi.advanceTimersByTime(0) // jsdom tells the storage's listeners
    expect(vi.getTimerCount()).toBe(0)
    goTo('/kontakt')
    expect(host()).toBeNull()
  })
})

describe('the settings', () => {
  it('are asked for again when the customer comes back after a minute', () => {
    create()
    setHidden(true)
    vi.advanceTimersByTime(60_001)
    expect(asking()).toHaveLength(0)
    setHidden(false)
    expect(asking()).toHaveLength(1)
    setHidden(true)
    setHidden(false)
    expect(asking()).toHaveLength(1)
  })
  it('are not asked for sooner', () => {
    create()
    setHidden(true)
    vi.advanceTimersByTime(60_000)
    setHidden(false)
    expect(asking()).toHaveLength(0)
  })
  it('are left alone when they can no longer be had and nothing changes by the clock', () => {
    create()
    vi.advanceTimersByTime(60_001)
    setHidden(false)
    asking()[0]!.onerror!(new Event('error'))
    vi.advanceTimersByTime(3_600_000)
    expect(asking()).toHaveLength(0)
    expect(host()).not.toBeNull()
  })
  it('are asked for again when hours changed and they could not be had', () => {
    create({ changesAt: '2026-03-02T09:00:30Z' })
    vi.advanceTimersByTime(62_000)
    asking()[0]!.onerror!(new Event('error'))
    expect(asking()).toHaveLength(0)
    vi.advanceTimersByTime(92_000)
    expect(asking()).toHaveLength(1)
  })
  it('that fail after the chat was destroyed bring nothing back', () => {
    create()
    vi.advanceTimersByTime(60_001)
    setHidden(false)
    widget!.destroy()
    asking()[0]!.onerror!(new Event('error'))
    vi.advanceTimersByTime(3_600_000)
    expect(host()).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})
