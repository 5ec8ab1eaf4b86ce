import { expect, test } from 'vitest'
import { fromParts, isComplete, joined, newRow, type PartKind, partKinds, type Rows, toParts, withOperator } from './parts'

const kinds: PartKind[] = [
  { kind: 'channel', operators: [{ operator: 'is', values: 'one' }, { operator: 'one_of', values: 'many' }], words: [{ word: 'Sklep' }] },
  { kind: 'hour', operators: [{ operator: 'between', values: 'times' }] },
  { kind: 'silence', operators: [{ operator: 'longer', values: 'duration' }] },
  { kind: 'open', operators: [{ operator: 'yes', values: 'none' }] },
]
let made = 0
const key = () => `k${made++}`

test('rows and parts are the same thing in two forms', () => {
  const parts = {
    join: 'and' as const,
    items: [
      { kind: 'channel', operator: 'is', values: ['Sklep'] },
      { join: 'or' as const, items: [{ kind: 'open', operator: 'yes', values: [] }, { kind: 'hour', operator: 'between', values: ['18:00', '08:00'] }] },
    ],
  }
  expect(toParts(kinds, fromParts(parts, key))).toEqual(parts)
})

test('a row that says nothing yet is no part, and a group of one is none', () => {
  const rows: Rows = {
    join: 'or',
    items: [
      { key: 'a', kind: 'channel', operator: 'is', values: [] },
      { key: 'g', rows: [{ key: 'b', kind: 'channel', operator: 'one_of', values: [] }, { key: 'c', kind: 'open', operator: 'yes', values: [] }] },
    ],
  }
  expect(toParts(kinds, rows)).toEqual({ join: 'or', items: [{ kind: 'open', operator: 'yes', values: [] }] })
})

test('another operator keeps the values that fit it', () => {
  const row = { key: 'a', kind: 'channel', operator: 'one_of', values: ['Sklep', 'Outlet'] }
  expect(withOperator(kinds, row, 'is').values).toEqual(['Sklep'])
  expect(withOperator(kinds, { ...row, operator: 'is', values: ['Sklep'] }, 'one_of').values).toEqual(['Sklep'])
})

test('nothing can be chosen from a list, and isn’t enough as a text', () => {
  expect(isComplete(kinds, { key: 'a', kind: 'channel', operator: 'is', values: [''] })).toBe(true)
  const text: PartKind[] = [{ kind: 'subject', operators: [{ operator: 'contains', values: 'one' }] }]
  expect(isComplete(text, { key: 'a', kind: 'subject', operator: 'contains', values: [' '] })).toBe(false)
})

test('an empty text can be compared with, once it is given', () => {
  const row = { key: 'a', kind: 'domain', operator: 'is', values: [''] }
  const domain: PartKind = { kind: 'domain', operators: [{ operator: 'is', values: 'one' }, { operator: 'none_of', values: 'many' }] }
  expect(isComplete([domain], row)).toBe(true)
  expect(isComplete([domain], { ...row, operator: 'none_of', values: ['', 'wp.pl'] })).toBe(true)
  expect(isComplete([domain], { ...row, operator: 'none_of', values: [] })).toBe(false)
  expect(isComplete([domain], newRow(domain, 'x'))).toBe(false)
})

test('what has a usual value begins complete', () => {
  expect(kinds.map((kind) => isComplete(kinds, newRow(kind, 'x')))).toEqual([false, true, true, true])
})

test('an operator whose values this page can’t ask for isn’t offered', () => {
  const parts = [{ kind: 'a', operators: [{ operator: 'is', values: 'one' }, { operator: 'near', values: 'map' }] }, { kind: 'b', operators: [{ operator: 'near', values: 'map' }] }]
  expect(partKinds({ parts }).map(({ kind, operators }) => [kind, operators.length])).toEqual([['a', 1]])
})

test.each([
  ['', 'and', 'a == "b"', 'a == "b"'],
  ['a or b', 'and', 'c', '(a or b) and c'],
  ['a and b', 'and', 'c', 'a and b and c'],
  ['a and b', 'or', 'c or d', '(a and b) or c or d'],
  ['subject contains "this or that"', 'and', 'c', 'subject contains "this or that" and c'],
  ['a // for now', 'and', 'c', 'a // for now\nand c'],
  ['a or b // why', 'and', 'c', '(a or b // why\n) and c'],
  ['a // why\nand b', 'and', 'c', 'a // why\nand b and c'],
  ['url contains "https://x"', 'and', 'c', 'url contains "https://x" and c'],
  ['url matches `https://x#`', 'and', 'c', 'url matches `https://x#` and c'],
  ['// klienci „VIP"\na == "x" or a == "y"', 'and', 'c', '(// klienci „VIP"\na == "x" or a == "y") and c'],
  ['a matches `"` or b == "x"', 'and', 'c', '(a matches `"` or b == "x") and c'],
  [`/* it's */ a == "b" // c's`, 'and', 'c', `/* it's */ a == "b" // c's\nand c`],
  ['a // this or that', 'and', 'c', 'a // this or that\nand c'],
  ['// only this', 'and', 'c', '// only this\nc'],
] as const)('%s, %s, %s', (condition, join, more, wanted) => {
  expect(joined(condition, join, more)).toBe(wanted)
})
