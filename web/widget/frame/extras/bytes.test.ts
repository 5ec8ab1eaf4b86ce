import { expect, it } from 'vitest'
import { bytesInWords } from './bytes'

it.each([
  [1, '1 kB', '1 kB'],
  [200 * 1024, '200 kB', '200 kB'],
  [1000 * 1024, '1 MB', '1 MB'],
  [1.35 * 1024 * 1024, '1,4 MB', '1.4 MB'],
  [10 * 1024 * 1024, '10 MB', '10 MB'],
  [10 * 1024 * 1024 + 1, '10,1 MB', '10.1 MB'],
])('%i bytes', (bytes, polish, english) => {
  expect(bytesInWords(bytes, 'pl')).toBe(polish)
  expect(bytesInWords(bytes, 'en')).toBe(english)
})
