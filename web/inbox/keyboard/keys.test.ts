import { expect, test } from 'vitest'
import { KEY_NAMES, keyOf, KEYS } from './keys'

const press = (key: string, over: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey', boolean>> = {}, characters = true) =>
  keyOf({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...over }, characters)

test('each key has its meaning, a character with Shift only where it needs it', () => {
  expect(press('j')).toBe('next')
  expect(press('?', { shiftKey: true })).toBe('help')
  expect(press('/', { shiftKey: true })).toBe('search') // where the layout has it there
  expect(press('E', { shiftKey: true })).toBeUndefined()
  expect(press('E')).toBe('close') // caps lock
  expect(press('ę')).toBeUndefined()
})
test('no key means anything with Ctrl, Alt or Meta', () => {
  for (const name of KEY_NAMES)
    for (const key of KEYS[name].keys)
      for (const held of ['ctrlKey', 'altKey', 'metaKey'] as const) expect(press(key, { [held]: true })).toBeUndefined()
})
test('switched off, no key that types a character does anything, and the others do', () => {
  for (const name of KEY_NAMES) for (const key of KEYS[name].keys) expect(press(key, {}, false)).toBe(KEYS[name].character ? undefined : name)
  expect(KEY_NAMES.filter((name) => !KEYS[name].character)).toEqual(['step', 'open', 'glance', 'leave'])
})
test('no key has two meanings', () => {
  const keys = KEY_NAMES.flatMap((name) => [...KEYS[name].keys])
  expect(new Set(keys).size).toBe(keys.length)
})
