import { expect, test } from 'vitest'
import { between, toggled } from './selection'

const rows = ['a', 'b', 'c', 'd', 'e']
const ids = (set: ReadonlySet<string>) => [...set].sort().join('')

test('a range goes from one row to the other, up or down', () => {
  expect(between(rows, 'b', 'd')).toEqual(['b', 'c', 'd'])
  expect(between(rows, 'd', 'b')).toEqual(['b', 'c', 'd'])
})
test('a range from a row that is gone, or from none, is one row', () => {
  expect(between(rows, 'x', 'd')).toEqual(['d'])
  expect(between(rows, undefined, 'd')).toEqual(['d'])
})
test('all of a range become what the row that was hit becomes', () => {
  expect(ids(toggled(new Set(['b', 'c']), 'd', ['b', 'c', 'd']))).toBe('bcd')
  expect(ids(toggled(new Set(['a', 'b', 'c', 'd']), 'd', ['b', 'c', 'd']))).toBe('a')
})
