import { expect, test } from 'vitest'
import type { Order, OrderWish } from '../../api/types'
import { roomFor, undoable, waitingStatus } from './wished'

const status = (id: number, name: string): Order['status'] => ({ id, name, color: '' })
const wish = (patch: Partial<OrderWish>): OrderWish => ({ id: 'w', accountId: 'a', orderId: 1, kind: 'status', state: 'waiting', askedAt: '2026-11-23T12:00:00Z', ...patch })

test('what stands in the comments, and notes that wait, leave less room for a note', () => {
  expect(roomFor({ adminComments: '' }, '')).toBe(200)
  expect(roomFor({ adminComments: 'Prezent' }, '')).toBe(193)
  expect(roomFor({ adminComments: 'Prezent' }, ' Pilne ')).toBe(187)
  expect(roomFor({ adminComments: 'Prezent', wishes: [wish({ kind: 'note', note: 'Pilne' }), wish({ kind: 'note', note: 'Już', state: 'done' })] }, '')).toBe(187)
  expect(roomFor({ adminComments: 'Prezent', elsewhere: [wish({ kind: 'note', note: 'Pilne' })] }, ''), 'another ticket’s').toBe(187)
  expect(roomFor({ adminComments: 'ż'.repeat(200) }, '🙂')).toBe(-2)
})

test('the newest status that waits is the one that counts', () => {
  expect(waitingStatus({ wishes: [wish({ id: '1' }), wish({ id: '2' }), wish({ id: '3', kind: 'note' })] })?.id).toBe('2')
  expect(waitingStatus({})).toBeUndefined()
  const later = wish({ id: 'later', askedAt: '2026-11-23T12:00:01Z' })
  expect(waitingStatus({ wishes: [wish({ id: '1' })], elsewhere: [later] })?.id, 'another ticket’s').toBe('later')
  expect(waitingStatus({ wishes: [later], elsewhere: [wish({ id: '1' })] })?.id).toBe('later')
})

test('a change can be undone as long as the order is as it left it', () => {
  const done = wish({ state: 'done', status: status(2, 'Wysłane'), was: status(1, 'Nowe') })
  expect(undoable({ status: status(2, 'Wysłane'), wishes: [done] })).toEqual(status(1, 'Nowe'))
  expect(undoable({ status: status(3, 'Zwrot'), wishes: [done] })).toBeUndefined()
  expect(undoable({ status: status(2, 'Wysłane'), wishes: [done, wish({ id: 'x' })] })).toBeUndefined()
  expect(undoable({ status: status(2, 'Wysłane'), wishes: [{ ...done, was: { ...status(1, 'Nowe'), gone: true } }] })).toBeUndefined()
  expect(undoable({ status: status(2, 'Wysłane') })).toBeUndefined()
  expect(undoable({ status: status(2, 'Wysłane'), wishes: [done], elsewhere: [wish({ id: 'x' })] }), 'it is about to change').toBeUndefined()
  expect(undoable({ status: status(2, 'Wysłane'), wishes: [done], removed: true })).toBeUndefined()
})
