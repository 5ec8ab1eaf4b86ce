// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actions } from '../frame/state'
import { App } from '../frame/view/App'
import { draw, h } from '../frame/view/dom'
import type { WidgetConfig } from '../shared/contract'
import { texts } from './lang'
import type { PreviewView } from './protocol'
import { sampleState, untried } from './state'

const config: WidgetConfig = {
  key: 'preview',
  version: 0,
  name: 'Sklep z kubkami',
  form: true,
  welcome: 'Witamy w naszym sklepie!',
  look: { primary: '#1f6feb', secondary: '#ffffff', side: 'right', offset: 25 },
  open: true,
  afterHours: 'message',
  afterHoursText: 'Odpowiadamy w dni robocze.',
}

/** A Sunday, shortly before midnight. */
const now = new Date(2026, 10, 22, 23, 50)
const monday = new Date(2026, 10, 23, 9, 0).toISOString()

let root: HTMLElement
beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] })
  vi.stubGlobal('ResizeObserver', class {
    observe() {}
  })
  root = document.createElement('div')
  document.body.replaceChildren(root)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function shows(view: PreviewView, part: Partial<WidgetConfig> = {}, lang: 'pl' | 'en' = 'pl'): string {
  const state = sampleState({ config: { ...config, ...part }, view, lang }, untried, now)
  draw(h(App, { state, actions: {} as Actions }), root)
  return root.textContent!
}

describe('the preview', () => {
  it('begins with the form and its welcome', () => {
    expect(shows('form')).toContain('Witamy w naszym sklepie!')
    expect([...root.querySelectorAll<HTMLInputElement>('form [name]')].map((field) => field.name)).toEqual(['name', 'email', 'subject', 'body'])
  })

  it('begins with the composer where the form is off', () => {
    expect(shows('form', { form: false })).toContain('Witamy w naszym sklepie!')
    expect(root.querySelector('[name=email]')).toBeNull()
    expect(root.querySelector('.composer textarea')).not.toBeNull()
  })

  it('shows behind the icon how a chat begins', () => {
    shows('icon')
    expect(root.querySelector('main')!.className).toBe('form')
    shows('icon', { form: false })
    expect(root.querySelector('main')!.className).toBe('direct')
  })

  it('is open in every view but the last, whatever the clock says', () => {
    expect(shows('form', { open: false, changesAt: monday })).not.toContain('Teraz nas nie ma')
    expect(shows('closed')).toContain('Teraz nas nie ma')
  })

  it('says after hours what the shop wrote and when it is back', () => {
    const text = shows('closed', { open: false, changesAt: monday })
    expect(text).toContain('Odpowiadamy w dni robocze.')
    expect(text).toContain('Wracamy jutro o 9:00')
    expect(root.querySelector('input, textarea')).toBeNull()
  })

  it('names no time of return that is none', () => {
    expect(shows('closed', { open: false })).not.toContain('Wracamy')
    expect(shows('closed', { open: true, changesAt: monday })).not.toContain('Wracamy')
    expect(shows('closed', { open: false, changesAt: '2020-01-01T00:00:00Z' })).not.toContain('Wracamy')
  })

  it('shows where files are attached as soon as a conversation runs', () => {
    shows('conversation')
    expect(root.querySelector('[aria-label="Dołącz plik"]')).not.toBeNull()
    shows('form', { form: false })
    expect(root.querySelector('[aria-label="Dołącz plik"]')).toBeNull()
  })

  it('waits for someone after the first message', () => {
    const text = shows('waiting')
    expect(text).toContain(texts.pl.question)
    expect(text).toContain('Czekamy, aż ktoś z obsługi dołączy do rozmowy')
    expect(root.querySelectorAll('.bubble')).toHaveLength(1)
  })

  it('tells who has joined and is typing', () => {
    const text = shows('joined')
    expect(text).toContain('Do czatu dołącza: Ania')
    expect(text).toContain('Ania pisze…')
  })

  it('shows messages both ways, one with a link', () => {
    expect(shows('conversation', { name: 'Kubki' })).toContain('Kubki')
    expect(root.querySelectorAll('.mine .bubble')).toHaveLength(2)
    expect(root.querySelectorAll('.group:not(.mine) .bubble')).toHaveLength(2)
    expect(root.querySelector('.bubble a')).not.toBeNull()
    expect(root.querySelectorAll('.day')).toHaveLength(1)
  })

  it('speaks English', () => {
    expect(shows('joined', {}, 'en')).toContain('Ania joins the chat')
    expect(root.textContent).toContain(texts.en.question)
  })

  it.each(['pl', 'en'] as const)('has every text in %s', (lang) => {
    for (const [key, text] of Object.entries(texts[lang])) expect(text, key).not.toBe('')
  })

  it('keeps what was tried', () => {
    const tried = { ...untried, draft: { ...untried.draft, name: 'Jan' }, ending: 'ask' as const }
    expect(sampleState({ config, view: 'waiting', lang: 'pl' }, tried, now)).toMatchObject({ draft: { name: 'Jan' }, ending: 'ask' })
  })
})
