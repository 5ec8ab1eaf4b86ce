import { expect, test } from 'vitest'
import type { Attachment } from '../api/types'
import { linesOf } from './lines'
import { partHeight, rowHeight } from './row-height'

const picture = (width: number, height: number): Attachment => ({ id: `${width}`, name: 'a.png', type: 'image/png', size: 1, width, height, preview: false })
const small = (count: number) => Array.from({ length: count }, () => picture(10, 10))
const pdf: Attachment = { id: 'p', name: 'a.pdf', type: 'application/pdf', size: 1, preview: false }
const height = (body: string, attachments: Attachment[] = [], kind: 'message' | 'note' = 'message') => rowHeight({ kind, body, attachments }, true, true)

// What browsers make of the same messages.
test.each([
  ['a line of text', height('Dzień dobry'), 91],
  ['a picture alone', height('', [picture(600, 400)]), 278],
  ['two files', height('', [pdf, pdf]), 179],
  ['an icon', height('', [picture(16, 16)]), 113],
  ['text and two pictures', height('dwa', small(2)), 239],
  ['a note with five pictures and a file', height('', [...small(5), pdf], 'note'), 417],
])('%s', (_, estimated, real) => {
  expect(Math.abs(estimated - real)).toBeLessThanOrEqual(1)
})

test('words take their lines', () => {
  expect(height('a\nb')).toBeGreaterThan(height('a') + 20)
  expect(height('x'.repeat(73))).toBe(height('a\nb'))
})

test('inside a group there is no name and no time', () => {
  expect(rowHeight({ kind: 'message', body: 'a' }, false, false)).toBe(height('a') - 52)
})

test('a part is as tall as its lines', () => {
  const entry = (seq: number, kind: 'message' | 'operation') => ({ seq, id: `${seq}`, kind, author: { kind: 'customer' as const, name: '' }, body: 'x', createdAt: '2026-11-23T12:00:00Z' })
  const day = 38
  const operation = 35
  expect(partHeight(linesOf([entry(1, 'message')]))).toBe(day + height('x'))
  expect(partHeight(linesOf([entry(1, 'operation')]))).toBe(day + operation)
})
