// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aroundNav, guardLeaving } from './leaving'

let stop: () => void
const ask = vi.fn<(leave: () => void) => void>()
const navigate = vi.fn()

beforeEach(() => {
  vi.clearAllMocks()
  history.replaceState(null, '', '/inbox/channels')
  history.pushState(null, '', '/inbox/channels/1')
  stop = guardLeaving(ask)
})
afterEach(() => stop())

/** The browser's back, with what a router that listens hears of it. */
async function goBack(): Promise<string[]> {
  const heard: string[] = []
  const router = () => heard.push(location.pathname)
  addEventListener('popstate', router)
  const asked = ask.mock.calls.length
  history.back()
  await vi.waitFor(() => expect(heard.length + ask.mock.calls.length).toBeGreaterThan(asked), 20_000)
  removeEventListener('popstate', router)
  return heard
}

test('a link asks first and is followed when it may be', () => {
  aroundNav(navigate, '/inbox/all')
  expect(navigate).not.toHaveBeenCalled()
  ask.mock.calls[0]?.[0]()
  expect(navigate).toHaveBeenCalledWith('/inbox/all', undefined)
})

test('another query of the page is no leaving', () => {
  aroundNav(navigate, '/inbox/channels/1?a=b')
  expect(ask).not.toHaveBeenCalled()
  expect(navigate).toHaveBeenCalledOnce()
})

test('back stays on the page until it may be left, and the router hears nothing', async () => {
  expect(await goBack()).toEqual([])
  expect(location.pathname).toBe('/inbox/channels/1')
  expect(ask).toHaveBeenCalledOnce()
  stop()
  expect(await goBack()).toEqual(['/inbox/channels'])
})

test('closing the tab asks', () => {
  const event = new Event('beforeunload', { cancelable: true })
  dispatchEvent(event)
  expect(event.defaultPrevented).toBe(true)
})

test('afterwards nothing is asked', () => {
  stop()
  aroundNav(navigate, '/inbox/all')
  expect(ask).not.toHaveBeenCalled()
  expect(navigate).toHaveBeenCalledOnce()
  const event = new Event('beforeunload', { cancelable: true })
  dispatchEvent(event)
  expect(event.defaultPrevented).toBe(false)
})
