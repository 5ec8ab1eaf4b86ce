import { expect, test } from 'vitest'
import { fittingName } from './limits'

test.each([
  ['kot.png', 'kot.png'],
  [' faktura\u0000 1.pdf ', 'faktura  1.pdf'],
  ['z\u0307o\u0301łw.png', 'żółw.png'],
  ['\n', 'plik'],
])('%j is sent as %j', (name, sent) => {
  expect(fittingName(name)).toBe(sent)
})

test('a name that is too long keeps its ending', () => {
  const cut = fittingName(`${'ż'.repeat(300)}.jpeg`)
  expect([...cut].length).toBe(200)
  expect(cut.endsWith('ż.jpeg')).toBe(true)
  expect([...fittingName('x'.repeat(300))].length).toBe(200)
})
