import { expect, test } from 'vitest'
import { contrast } from '../../widget/shared/colour'
import { hexOf, nearestReadable, READABLE, readable } from './contrast'

const colours = ['#ffffff', '#000000', '#1f6f5c', '#ffd400', '#7f7f7f', '#ff6600', '#0000ff', '#123456', '#767676']

test('every colour has a readable neighbour on every other', () => {
  for (const wanted of colours)
    for (const background of colours) expect(contrast(nearestReadable(wanted, background), background)).toBeGreaterThanOrEqual(READABLE)
})

test('what can be read stays as it is', () => {
  expect(nearestReadable('#ffffff', '#1f6f5c')).toBe('#ffffff')
})

test('it is the nearest: one step closer cannot be read', () => {
  expect(nearestReadable('#777777', '#ffffff')).toBe('#767676')
  expect(readable('#777777', '#ffffff')).toBe(false)
})

test.each([
  ['#1F6f5c', '#1f6f5c'],
  ['1f6f5c', '#1f6f5c'],
  ['#fff', '#ffffff'],
  ['31, 111, 92', '#1f6f5c'],
  ['rgb(31 111 92)', '#1f6f5c'],
  ['#1f6f5', undefined],
  ['300, 0, 0', undefined],
  ['zielony', undefined],
])('%s is typed', (typed, hex) => {
  expect(hexOf(typed)).toBe(hex)
})
