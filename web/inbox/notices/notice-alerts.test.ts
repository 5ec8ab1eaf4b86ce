import { expect, test } from 'vitest'
import type { Notice, Notices } from '../api/types'
import { noticeAlerts } from './notice-alerts'

function notice(kind: Notice['kind'], seq: number, part: { unread?: boolean; by?: 'customer' | 'agent' } = {}): Notice {
  const at = `2026-11-23T12:00:0${seq}Z`
  const entry: Notice['entry'] = { seq, id: `e${seq}`, kind: 'message', author: { kind: part.by ?? 'agent', name: 'Piotr Lis' }, createdAt: at }
  return { kind, at, unread: part.unread ?? true, ticket: { id: 't', number: 7, subject: '', requester: 'Jan Kos' }, entry }
}
const of = (...notices: Notice[]): Notices => ({ notices, unread: notices.filter((one) => one.unread).length })

test.each<[string, Notices | undefined, Notices, boolean, string[]]>([
  ['what stood there when the page was loaded', undefined, of(notice('mention', 1)), false, []],
  ['a new one of each kind', of(), of(notice('mention', 1), notice('assigned', 2), notice('watched', 3)), false, ['mention', 'assigned', 'watched']],
  ['the same again', of(notice('mention', 1)), of(notice('mention', 1)), false, []],
  ['one that was read elsewhere already', of(), of(notice('mention', 1, { unread: false })), false, []],
  ['more in a watched ticket that nobody has read yet', of(notice('watched', 1)), of(notice('watched', 2)), false, []],
  ['more in one that was read', of(notice('watched', 1, { unread: false })), of(notice('watched', 2)), false, ['watched']],
  ['a customer in a watched ticket of mine, which rings by itself', of(), of(notice('watched', 1, { by: 'customer' })), true, []],
  ['a colleague in a watched ticket of mine', of(), of(notice('watched', 1)), true, ['watched']],
])('%s', (_, before, now, mine, reasons) => {
  expect(noticeAlerts(before, now, () => mine).map(({ reason }) => reason)).toEqual(reasons)
})
