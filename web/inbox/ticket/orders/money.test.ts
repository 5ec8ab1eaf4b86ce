import { expect, test } from 'vitest'
import { money } from './money'

const plain = (text: string) => text.replaceAll(/\s/g, ' ')

test('an amount is worded in the reader’s language and its own currency', () => {
  expect(plain(money(1_234_599, 'PLN', 'pl'))).toBe('12 345,99 zł')
  expect(plain(money(24_900, 'EUR', 'pl'))).toBe('249,00 €')
  expect(plain(money(24_900, 'CZK', 'en'))).toBe('CZK 249.00')
  expect(plain(money(-150, 'PLN', 'pl'))).toBe('-1,50 zł')
})

test('a currency that nobody knows is left out', () => {
  expect(plain(money(24_900, '', 'pl'))).toBe('249,00')
  expect(plain(money(24_900, 'zł', 'en'))).toBe('249.00')
})

test('a currency without coins has none, unless the amount does', () => {
  expect(plain(money(38_200, 'JPY', 'pl'))).toBe('382 JPY')
  expect(plain(money(38_250, 'JPY', 'pl'))).toBe('382,50 JPY')
})
