import { expect, test } from 'vitest'
import { type Sign, triggerAt } from './trigger'

/** What is found in a text whose caret is the `|`. */
function at(marked: string, signs: readonly Sign[] = ['/']): [number, string] | undefined {
  const caret = marked.indexOf('|')
  const found = triggerAt(marked.replace('|', ''), caret, signs)
  return found && [found.from, found.query]
}

test('a slash counts at the beginning and after white space', () => {
  expect(at('/|')).toEqual([0, ''])
  expect(at('/zwr|')).toEqual([0, 'zwr'])
  expect(at('Dzień dobry /zwr|')).toEqual([12, 'zwr'])
  expect(at('Dzień dobry,\n/zwr|')).toEqual([13, 'zwr'])
  expect(at('\n/|')).toEqual([1, ''])
  expect(at('a\u00a0/b|')).toEqual([2, 'b'])
})

test('words are looked for, too', () => {
  expect(at('/zwrot – jak odes|')).toEqual([0, 'zwrot – jak odes'])
  expect(at('/zwrot |')).toEqual([0, 'zwrot '])
})

test('slashes within words, between blanks and in addresses look for nothing', () => {
  for (const text of ['i/lub|', '24 / 7|', '/ |', 'https://sklep.pl/|', 'a|/b', '|/b', '|', '']) expect(at(text.includes('|') ? text : text + '|')).toBeUndefined()
})

test('only what stands before the caret counts, on its line', () => {
  expect(at('/zw|rot')).toEqual([0, 'zw'])
  expect(at('/zwrot\n|')).toBeUndefined()
  expect(at('/zwrot\ndalej|')).toBeUndefined()
})

test('of several the nearest counts', () => {
  expect(at('/a /b|')).toEqual([3, 'b'])
  expect(at('/a/b|')).toEqual([0, 'a/b'])
  expect(at('/a / b|')).toEqual([0, 'a / b'])
})

test('what is longer than any name is text', () => {
  expect(at(`/${'x'.repeat(60)}|`)).toEqual([0, 'x'.repeat(60)])
  expect(at(`/${'x'.repeat(61)}|`)).toBeUndefined()
})

test('an @ counts after brackets and quotes, and not in an address', () => {
  expect(at('@Pi|', ['@'])).toEqual([0, 'Pi'])
  expect(at('(@Pi|', ['@'])).toEqual([1, 'Pi'])
  expect(at('„@Pi|', ['@'])).toEqual([1, 'Pi'])
  expect(at('jan@sk|', ['@'])).toBeUndefined()
  expect(at('(/x|')).toBeUndefined()
})

test('a sign that isn’t asked for is text', () => {
  expect(at('/zwrot|', ['@'])).toBeUndefined()
  expect(at('@Piotr|')).toBeUndefined()
})
