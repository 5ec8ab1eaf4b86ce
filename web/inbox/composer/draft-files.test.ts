import { expect, test } from 'vitest'
import { ApiError } from '../api/error'
import { add, become, type DraftFiles, fileOf, keptOf, mayRetry, type PickedFile, readiness, refusal, without, withoutOld } from './draft-files'
import { keptFile } from './fixture'

const picked = (id: string, over: Partial<PickedFile> = {}): PickedFile => ({ id, name: `${id}.png`, type: 'image/png', size: 10, ...over })
const many = (count: number) => Array.from({ length: count }, (_, at) => picked(`f${at}`))
const states = (files: DraftFiles) => files.map(({ state }) => (state.name === 'refused' ? state.code : state.name))

test('ten files go into one message', () => {
  const { files, leftOut } = add([], many(13))
  expect(files).toHaveLength(10)
  expect(leftOut).toBe(3)
  expect(add(files, [picked('more')])).toEqual({ files, leftOut: 1 })
})

test.each<[string, Partial<PickedFile>, string]>([
  ['a picture', {}, 'sending'],
  ['a file whose type the browser does not know', { type: '' }, 'sending'],
  ['ten MiB', { size: 10_485_760 }, 'sending'],
  ['more than ten MiB', { size: 10_485_761 }, 'file_too_large'],
  ['a program', { type: 'application/x-msdownload' }, 'file_type'],
  ['a drawing that could run', { type: 'image/svg+xml' }, 'file_type'],
  ['an empty file', { size: 0 }, 'file_broken'],
])('%s', (_, over, state) => {
  expect(states(add([], [picked('a', over)]).files)).toEqual([state])
})

test('a message goes when all its files are there', () => {
  const { files } = add([], many(2))
  expect(readiness([])).toBe('ready')
  expect(readiness(files)).toBe('sending')
  const first = become(files, 'f0', { name: 'kept', ...keptFile('f0') })
  expect(readiness(first)).toBe('sending')
  expect(readiness(become(first, 'f1', { name: 'waiting' }))).toBe('sending')
  const both = become(first, 'f1', { name: 'kept', ...keptFile('f1') })
  expect(readiness(both)).toBe('ready')
  expect(keptOf(both).map(({ attachment }) => attachment.id)).toEqual(['f0', 'f1'])
  const refused = become(first, 'f1', refusal(new ApiError('invalid', { code: 'file_broken' })))
  expect(readiness(refused)).toBe('refused')
  expect(readiness(without(refused, 'f1'))).toBe('ready')
})

test('more than a message carries has to be made less by its writer', () => {
  const files = Array.from({ length: 11 }, (_, at) => fileOf(keptFile(`f${at}`)))
  expect(readiness(files)).toBe('many')
})

test('only what may be taken another time is tried again', () => {
  expect(mayRetry(refusal(new ApiError('invalid', { code: 'file_type' })))).toBe(false)
  expect(mayRetry(refusal(new ApiError('conflict', { code: 'assigned_to_other' })))).toBe(true)
  expect(mayRetry(refusal(new ApiError('internal')))).toBe(true)
  expect(mayRetry({ name: 'waiting' })).toBe(true)
  expect(mayRetry({ name: 'sending', part: 1 })).toBe(false)
})

test('a file that nothing named for a day is gone', () => {
  const hour = 60 * 60_000
  const files = [fileOf(keptFile('old', 0)), fileOf(keptFile('new', 2 * hour))]
  expect(withoutOld(files, 23 * hour)).toBe(files)
  expect(states(withoutOld(files, 24 * hour))).toEqual(['file_gone', 'kept'])
})
