import { expect, test } from 'vitest'
import { ApiError } from '../api/error'
import { follow, matching, MAX_NAME, nameProblem, refusedField, tidyName } from './word-draft'

test('blanks at the ends go, runs of them become one', () => {
  expect(tidyName('  U \t kuriera ')).toBe('U kuriera')
})

test.each<[string, string, ReturnType<typeof nameProblem>]>([
  ['a name', 'VIP', undefined],
  ['blanks alone', ' \u00a0', 'empty'],
  ['the longest', '😀'.repeat(MAX_NAME), undefined],
  ['one more', 'ż'.repeat(MAX_NAME + 1), 'too_long'],
  ['blanks that will go', ` ${'a'.repeat(MAX_NAME)} `, undefined],
])('what is wrong with %s', (_, name, problem) => {
  expect(nameProblem(name)).toBe(problem)
})

test('a taken name belongs beside the name, an own field beside itself, the rest nowhere', () => {
  expect(refusedField(new ApiError('conflict', { code: 'name_taken' }))).toBe('name')
  expect(refusedField(new ApiError('invalid', { code: 'colour', field: 'colour' }))).toBe('colour')
  expect(refusedField(new ApiError('not_found'))).toBeUndefined()
})

test("what another hand saves meanwhile shows where nothing was entered, and replaces nothing that was", () => {
  const before = { name: 'Kurier', examples: 'gdzie paczka', agents: ['anna'] }
  const mine = { ...before, name: 'Kurierzy' }
  const now = { name: 'Dostawa', examples: 'kiedy paczka', agents: ['anna', 'piotr'] }
  expect(follow(mine, before, now)).toEqual({ ...now, name: 'Kurierzy' })
  expect(follow(before, before, now)).toEqual(now)
  expect(follow(mine, before, structuredClone(before))).toEqual(mine)
})

test('a search takes parts of words in any order and case', () => {
  const words = ['Reklamacja', 'VIP stały', 'Stały klient']
  const found = (search: string) => matching(words, (word) => word, search)
  expect(found('STAŁY')).toEqual(['VIP stały', 'Stały klient'])
  expect(found('kli sta')).toEqual(['Stały klient'])
  expect(found(' ')).toEqual(words)
})
