import { expect, test } from 'vitest'
import { lookAgainIn, noneOf, noticesOf } from './freshness'

const now = Date.parse('2026-11-23T12:00:00Z')
const soon = '2026-11-23T12:10:00Z'
const account = { id: 'a', name: 'Sklep', syncedAt: '2026-11-23T11:58:00Z' }
const asked = { askedAt: '2026-11-23T11:59:00Z' }
const state = (accounts: object, lookup?: object) => ({ accounts: [{ ...account, ...accounts }], lookup: lookup && { ...asked, ...lookup } }) as never
const of = (accounts: object, lookup?: object) => noticesOf(state(accounts, lookup), now)

test('a fresh mirror and a lookup that is done say nothing', () => {
  expect(of({})).toEqual([])
  expect(of({}, { state: 'done' })).toEqual([])
})

test('of an account the worst is said', () => {
  expect(of({ rejected: true, filling: true, blockedUntil: soon })).toEqual([{ what: 'rejected' }])
  expect(of({ filling: true, blockedUntil: soon })).toEqual([{ what: 'blocked', at: soon }])
  expect(of({ filling: true })).toEqual([{ what: 'filling' }])
  expect(of({ stale: true })).toEqual([{ what: 'stale', at: account.syncedAt }])
  expect(of({ stale: true, syncedAt: undefined })).toEqual([{ what: 'neverSynced' }])
})

test('a block that is over isn’t one', () => expect(of({ blockedUntil: '2026-11-23T11:59:00Z' })).toEqual([]))

test('a lookup says what it waits for, and how it failed', () => {
  expect(of({}, { state: 'waiting' })).toEqual([{ what: 'asking' }])
  expect(of({}, { state: 'waiting', waitsFor: 'unreachable', waitsUntil: soon })).toEqual([{ what: 'waitsUnreachable', at: soon }])
  expect(of({}, { state: 'failed', error: 'rejected' })).toEqual([{ what: 'failed', error: 'rejected' }])
})

test('what the account’s notice says isn’t said twice', () => {
  expect(of({ blockedUntil: soon }, { state: 'waiting', waitsFor: 'blocked', waitsUntil: soon })).toEqual([{ what: 'blocked', at: soon }])
  expect(of({ rejected: true }, { state: 'waiting', waitsFor: 'rejected' })).toEqual([{ what: 'rejected' }])
  expect(of({ rejected: true }, { state: 'failed', error: 'rejected' })).toEqual([{ what: 'rejected' }])
  expect(of({ rejected: true }, { state: 'failed', error: 'unreachable' })).toHaveLength(2)
})

test('of several accounts each is named', () => {
  const accounts = [{ ...account, filling: true }, account]
  expect(noticesOf({ accounts }, now)).toEqual([{ what: 'filling', account: 'Sklep' }])
})

test('without an account there is nothing to say', () => expect(noticesOf({ accounts: [], lookup: { ...asked, state: 'failed' } }, now)).toEqual([]))

test.each([
  ['all is up to date', {}, undefined, 'none'],
  ['BaseLinker has none', {}, { state: 'done' }, 'none'],
  ['BaseLinker is being asked', {}, { state: 'waiting' }, undefined],
  ['it waits for the end of a block', { blockedUntil: soon }, { state: 'waiting', waitsFor: 'blocked', waitsUntil: soon }, undefined],
  ['BaseLinker could not be asked', {}, { state: 'failed', error: 'rejected' }, 'noneYet'],
  ['orders are still being read', { filling: true }, undefined, 'noneYet'],
  ['nobody asked during a block', { blockedUntil: soon }, undefined, 'noneYet'],
] as const)('that there are no orders is said only where it is known: %s', (_, accounts, lookup, said) => {
  expect(noneOf(state(accounts, lookup), now)).toBe(said)
})

test('what ends without a word is looked at again', () => {
  const again = (accounts: object, lookup?: object, order = {}) => lookAgainIn({ ...(state(accounts, lookup) as object), orders: [order] } as never)
  expect(again({})).toBe(false)
  expect(again({}, { state: 'done' })).toBe(false)
  expect(again({}, { state: 'waiting' })).toBe(5_000)
  expect(again({ filling: true })).toBe(5_000)
  expect(again({}, undefined, { elsewhere: [] })).toBe(5_000)
  expect(again({ stale: true })).toBe(30_000)
})
