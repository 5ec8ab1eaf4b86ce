import { expect, test } from 'vitest'
import { sizeWords } from './size'

test.each([
  [1, '1 kB'],
  [340 * 1024, '340 kB'],
  [1024 * 1024 - 1, '1023 kB'],
  [1024 * 1024, '1 MB'],
  [1.25 * 1024 * 1024, '1,3 MB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes, 'pl').replace(/\s/g, ' ')).toBe(words)
})
