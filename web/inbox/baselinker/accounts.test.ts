import { expect, test } from 'vitest'
import type { BaseLinkerAccount } from '../api/types'
import { filledOf, troubleOf } from './accounts'

const now = Date.parse('2026-11-23T12:00:00Z')
const mirror: BaseLinkerAccount['mirror'] = { phase: 'filling', orders: 12_400, startsAt: '2026-08-23T12:00:00Z', through: '2026-10-08T12:00:00Z' }
const account: BaseLinkerAccount = { id: 'a', version: 1, name: 'Sklep', budget: 60, createdAt: '2026-11-23T11:00:00Z', mirror, statuses: [] }
const failing = (error: string): BaseLinkerAccount => ({ ...account, mirror: { ...mirror, failingSince: '2026-11-23T11:58:00Z', error } })

test.each([
  ['all is well', account, undefined],
  ['a refused token comes before a block', { ...account, rejected: 'token', blockedUntil: '2026-11-23T12:05:00Z' }, 'token'],
  ['the whole account is refused', { ...account, rejected: 'account' }, 'account'],
  ['a block comes before an old failure', { ...failing('unreachable'), blockedUntil: '2026-11-23T12:05:00Z' }, 'blocked'],
  ['a block that is over is none', { ...failing('blocked'), blockedUntil: '2026-11-23T11:59:00Z' }, undefined],
  ['a token that was replaced is good until the mirror says otherwise', failing('rejected'), undefined],
  ['BaseLinker is away', failing('unreachable'), 'unreachable'],
  ['BaseLinker refuses the request', failing('refused'), 'refused'],
] as const)('%s', (_, of, trouble) => {
  expect(troubleOf(of, now)).toBe(trouble)
})

test('a mirror is filled as far as its orders reach', () => {
  expect(filledOf(mirror, now)).toBeCloseTo(0.5, 2)
  expect(filledOf({ ...mirror, through: mirror.startsAt }, now)).toBe(0)
  expect(filledOf({ ...mirror, through: '2027-01-01T00:00:00Z' }, now)).toBe(1)
})
