// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { PreviewMessage } from './protocol'

// jsdom loads no frames, and its only window is its own parent: what the page does with its widget.

const message: PreviewMessage = {
  type: 'preview',
  config: {
    key: 'shop',
    version: 0,
    name: 'Sklep',
    form: true,
    welcome: '',
    look: { primary: '#1f6feb', secondary: '#ffffff', side: 'right', offset: 25 },
    open: true,
    afterHours: 'message',
  },
  view: 'icon',
  background: '#ffffff',
  lang: 'pl',
}

function send(part: Partial<PreviewMessage>, config: Partial<PreviewMessage['config']> = {}, origin = location.origin, source: Window = window) {
  const data = { ...message, ...part, config: { ...message.config, ...config } }
  dispatchEvent(new MessageEvent('message', { data, origin, source }))
}

const root = () => document.querySelector('rozmowa-chat')?.shadowRoot
const dock = () => root()?.querySelector<HTMLElement>('.dock')
const frame = () => root()?.querySelector('iframe')
const isOpen = () => dock()?.classList.contains('shown')

const posted = vi.spyOn(window, 'postMessage').mockImplementation(() => {})

beforeAll(async () => {
  // A shop may swap its body, this page doesn't; jsdom does when it is taken down.
  vi.stubGlobal('MutationObserver', class {
    observe() {}
    disconnect() {}
  })
  sessionStorage.setItem('rozmowa-open:preview', '1')
  localStorage.setItem('rozmowa-alive:preview', 'a conversation')
  await import('./page')
})
beforeEach(() => send({}))

it('tells its parent alone that it listens', () => {
  expect(posted).toHaveBeenCalledWith({ type: 'preview-ready' }, location.origin)
})

it('starts as it is told, whatever was remembered', () => {
  expect(isOpen()).toBe(false)
  expect(localStorage).toHaveLength(0)
})

it('listens to its parent alone', () => {
  send({ view: 'form' }, {}, 'https://elsewhere.example')
  const other = document.body.appendChild(document.createElement('iframe'))
  send({ view: 'form' }, {}, location.origin, other.contentWindow!)
  other.remove()
  expect(isOpen()).toBe(false)
})

it('opens the window of the preview, and moves no focus', () => {
  const field = document.body.appendChild(document.createElement('input'))
  field.focus()
  send({ view: 'form' })
  expect(isOpen()).toBe(true)
  expect(frame()!.src).toContain('/widget/preview/frame?lang=pl')
  expect(document.activeElement).toBe(field)
  field.remove()
})

it('follows the settings without making anything anew', () => {
  send({ view: 'form' })
  const before = frame()
  send({ view: 'form' }, { look: { primary: '#aa0000', secondary: '#ffffff', side: 'left', offset: 100 } })
  expect(dock()!.className).toBe('dock left shown')
  expect(dock()!.style.getPropertyValue('--y')).toBe('100px')
  expect(dock()!.style.getPropertyValue('--p')).toBe('#aa0000')
  send({ view: 'conversation' })
  expect(frame()).toBe(before)
})

it('leaves a window that was closed by hand closed until another view is wanted', () => {
  send({ view: 'form' })
  root()!.querySelector<HTMLElement>('.icon')!.click()
  send({ view: 'form' }, { welcome: 'Hej' })
  expect(isOpen()).toBe(false)
  send({ view: 'waiting' })
  expect(isOpen()).toBe(true)
})

it('is gone after hours where the chat hides, and back with any other view', () => {
  send({ view: 'conversation' })
  send({ view: 'closed' }, { open: false, afterHours: 'hide' })
  expect(root()).toBeUndefined()
  send({ view: 'closed' }, { open: false })
  expect(isOpen()).toBe(true)
  send({ view: 'closed' }, { open: false, afterHours: 'hide' })
  send({ view: 'icon' }, { afterHours: 'hide' })
  expect(isOpen()).toBe(false)
})

it('stays as it is in another language', () => {
  send({ view: 'form' })
  send({ view: 'form', lang: 'en' })
  expect(document.querySelectorAll('rozmowa-chat')).toHaveLength(1)
  expect(isOpen()).toBe(true)
  expect(frame()!.src).toContain('lang=en')
  expect(document.documentElement.lang).toBe('en')
  expect(document.title).toBe('Chat preview')
})

it('draws the shop dark on light and light on dark', () => {
  const style = document.documentElement.style
  expect(style.getPropertyValue('--ink')).toBe('#000000')
  send({ background: '#101820' })
  expect(style.getPropertyValue('--background')).toBe('#101820')
  expect(style.getPropertyValue('--ink')).toBe('#ffffff')
})

it('asks the server for nothing, however long its tab was away', () => {
  const later = Date.now() + 86_400_000
  vi.useFakeTimers({ now: later, toFake: ['Date'] })
  document.dispatchEvent(new Event('visibilitychange'))
  vi.useRealTimers()
  expect(document.querySelector('script[src]')).toBeNull()
})

it('leaves nothing behind', () => {
  send({ view: 'form' })
  dispatchEvent(new Event('pagehide'))
  expect(sessionStorage).toHaveLength(0)
  expect(localStorage).toHaveLength(0)
})
