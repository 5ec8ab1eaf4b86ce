import { expect, test } from 'vitest'
import { agentNameProblem, passwordProblem } from './password'

test.each([
  ['', 'too_short'],
  ['123456789', 'too_short'],
  ['zażółć gęś', undefined],
  ['🔑🔑🔑🔑🔑🔑🔑🔑🔑', 'too_short'],
  ['x'.repeat(256), undefined],
  ['x'.repeat(257), 'too_long'],
])('a password is counted in characters: %s', (password, problem) => {
  expect(passwordProblem(password)).toBe(problem)
})

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  [' Ola Kos ', undefined],
  ['ż'.repeat(80), undefined],
  ['ż'.repeat(81), 'too_long'],
])('a name is something, and not too much: %s', (name, problem) => {
  expect(agentNameProblem(name)).toBe(problem)
})
