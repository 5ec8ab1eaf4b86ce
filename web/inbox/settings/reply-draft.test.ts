import { expect, test } from 'vitest'
import { differing, NEW_REPLY, problemsOf, tidy } from './reply-draft'

const draft = { name: 'Zwrot', body: 'Dzień dobry, {customer.firstName}!', channels: ['b', 'a'] }

test('a name is kept without the slash that agents type before it', () => {
  expect(tidy({ ...draft, name: ' / zwrot  – jak ' })).toMatchObject({ name: 'zwrot – jak', channels: ['a', 'b'] })
})

test('what means the same differs in nothing', () => {
  expect(differing(draft, { ...draft, name: '/Zwrot ', channels: ['a', 'b'] })).toEqual([])
  expect(differing(draft, { name: 'Inna', body: 'x', channels: [] })).toEqual(['name', 'channels', 'body'])
})

test('what the server would refuse is said before', () => {
  expect(problemsOf(NEW_REPLY)).toEqual({ name: 'empty', body: 'empty' })
  expect(problemsOf(draft)).toEqual({})
  expect(problemsOf({ ...draft, body: '{imię}' })).toEqual({ body: 'placeholder_unknown' })
  expect(problemsOf({ ...draft, name: 'x'.repeat(61), body: 'x'.repeat(10_001) })).toEqual({ name: 'too_long', body: 'too_long' })
})
