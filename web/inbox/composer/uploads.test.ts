import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../api/error'
import { keptFile } from './fixture'
import { type Put, type Upload, type UploadEvents, Uploads } from './uploads'

interface Call {
  id: string
  progress: (part: number) => void
  signal: AbortSignal
  resolve: () => void
  reject: (error: ApiError) => void
}

let calls: Call[] = []
const put: Put = ({ id }, progress, signal) =>
  new Promise((resolve, reject) => {
    calls.push({ id, progress, signal, resolve: () => resolve(keptFile(id).attachment), reject })
  })
const upload = (id: string): Upload => ({ id, ticket: 't1', name: id, file: new File(['x'], id) })
const told = (heard: string[]): UploadEvents => ({
  progress: (part) => heard.push(`${part}`),
  waiting: () => heard.push('waiting'),
  kept: (attachment) => heard.push(`kept ${attachment.id}`),
  refused: ({ code }) => heard.push(code),
})
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  calls = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

test('three files go at a time, the others wait for their turn', async () => {
  const uploads = new Uploads(put)
  const heard: string[] = []
  for (const id of ['a', 'b', 'c', 'd']) uploads.start(upload(id), told(heard))
  expect(calls.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  calls[1]!.resolve()
  await settle()
  expect(calls.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  expect(heard).toEqual(['0', '0', '0', 'kept b', '0'])
  expect(uploads.busy).toBe(true)
})

test('a lost line is waited out, longer each time, with the same id', async () => {
  const uploads = new Uploads(put)
  const heard: string[] = []
  uploads.start(upload('a'), told(heard))
  calls[0]!.progress(0.4)
  calls[0]!.reject(new ApiError('network'))
  await settle()
  await vi.advanceTimersByTimeAsync(999)
  expect(calls).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  calls[1]!.reject(new ApiError('unavailable'))
  await settle()
  await vi.advanceTimersByTimeAsync(1_999)
  expect(calls).toHaveLength(2)
  uploads.hurry()
  expect(calls.map(({ id }) => id)).toEqual(['a', 'a', 'a'])
  calls[2]!.resolve()
  await settle()
  expect(heard).toEqual(['0', '0.4', 'waiting', '0', 'waiting', '0', 'kept a'])
  expect(uploads.busy).toBe(false)
})

test('what is refused is told and not tried again', async () => {
  const uploads = new Uploads(put)
  const heard: string[] = []
  uploads.start(upload('a'), told(heard))
  calls[0]!.reject(new ApiError('invalid', { code: 'file_type' }))
  await settle()
  await vi.advanceTimersByTimeAsync(60_000)
  uploads.hurry()
  expect(calls).toHaveLength(1)
  expect(heard).toEqual(['0', 'file_type'])
  expect(uploads.busy).toBe(false)
})

test('of what was given up nothing is told any more', async () => {
  const uploads = new Uploads(put)
  const heard: string[] = []
  uploads.start(upload('a'), told(heard))
  uploads.stop('a')
  expect(calls[0]!.signal.aborted).toBe(true)
  calls[0]!.progress(0.5)
  calls[0]!.reject(new ApiError('network'))
  await settle()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(heard).toEqual(['0'])
  expect(calls).toHaveLength(1)
  expect(uploads.busy).toBe(false)
})

test('a file that was given up and added again is another try', async () => {
  const uploads = new Uploads(put)
  const [first, second]: [string[], string[]] = [[], []]
  uploads.start(upload('a'), told(first))
  uploads.stop('a')
  uploads.start(upload('a'), told(second))
  calls[0]!.resolve()
  calls[1]!.resolve()
  await settle()
  expect(first).toEqual(['0'])
  expect(second).toEqual(['0', 'kept a'])
})
