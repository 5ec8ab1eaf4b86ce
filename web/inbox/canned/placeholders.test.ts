import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { cut, gapsIn, unknownIn } from './placeholders'

// desk/placeholders_test.go reads the same cases.
const cases = JSON.parse(readFileSync(new URL('../../../desk/testdata/placeholders.json', import.meta.url), 'utf8')) as {
  text: string
  placeholders: string[]
  unknown: string[]
}[]

describe('placeholders are found as the server finds them', () => {
  it.each(cases)('$text', ({ text, placeholders, unknown }) => {
    expect([...new Set(gapsIn(text).map(({ placeholder }) => placeholder))]).toEqual(placeholders)
    expect(unknownIn(text)).toEqual(unknown)
  })
})

test('a gap is where its braces are', () => {
  const text = 'Ź {hours} {imię}'
  const [gap] = gapsIn(text)
  expect(text.slice(gap!.from, gap!.to)).toBe('{hours}')
})

test('a text is cut without losing a letter', () => {
  expect(cut('a {hours}{hours} b')).toEqual(['a ', { placeholder: 'hours', from: 2, to: 9 }, { placeholder: 'hours', from: 9, to: 16 }, ' b'])
  expect(cut('')).toEqual([])
  expect(cut('{hours}')).toEqual([{ placeholder: 'hours', from: 0, to: 7 }])
})
