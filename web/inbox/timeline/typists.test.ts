import { expect, test } from 'vitest'
import type { Author } from '../api/types'
import { nobody, stillTyping, typed, TYPING_MS, wrote } from './typists'

const customer: Author = { kind: 'customer', name: '' }
const agent: Author = { kind: 'agent', id: 'a', name: 'Jan' }

test('a hint runs out, a repeated one lasts longer', () => {
  const typists = typed(typed(nobody, customer, 0), customer, 3_000)
  expect(stillTyping(typists, 3_000 + TYPING_MS - 1)).toBe(typists)
  expect(stillTyping(typists, 3_000 + TYPING_MS).size).toBe(0)
})

test('a message ends only its author’s typing', () => {
  const typists = typed(typed(nobody, customer, 0), agent, 0)
  expect([...wrote(typists, customer).values()].map((one) => one.author)).toEqual([agent])
  expect(wrote(nobody, agent)).toBe(nobody)
})
