import { expect, test } from 'vitest'
import { clockOf, minutesOf } from './clock'

test.each([
  ['9', 540],
  ['09:30', 570],
  ['9.30', 570],
  ['930', 570],
  ['1730', 1050],
  ['00:00', 0],
  ['24:00', 1440],
  ['24:01', undefined],
  ['9:60', undefined],
  ['9:3', undefined],
  ['', undefined],
  ['rano', undefined],
])('"%s" is typed', (typed, minutes) => {
  expect(minutesOf(typed)).toBe(minutes)
})

test('a clock shows two digits each', () => {
  expect([0, 545, 1440].map(clockOf)).toEqual(['00:00', '09:05', '24:00'])
})
