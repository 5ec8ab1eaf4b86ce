import { expect, test } from 'vitest'
import { asApiError, errorOfAnswer } from './error'

test('the server says kind, code and how long to wait', () => {
  const error = errorOfAnswer(429, {
    error: { kind: 'too_many', code: 'too_many_logins', message: 'Slow down.', retryAfterMs: 30_000 },
  })
  expect(error).toMatchObject({ kind: 'too_many', code: 'too_many_logins', retryAfterMs: 30_000, passing: true })
})

test.each([
  [401, 'unauthenticated'],
  [404, 'not_found'],
  [410, 'closed'],
  [502, 'unavailable'],
  [500, 'internal'],
  [418, 'internal'],
])('an answer %i without our body is %s', (status, kind) => {
  expect(errorOfAnswer(status, '<html>').kind).toBe(kind)
})

test('what was refused for good is not tried again', () => {
  expect(errorOfAnswer(410, undefined).passing).toBe(false)
  expect(errorOfAnswer(409, undefined).passing).toBe(false)
})

test('a foreign exception becomes an internal error', () => {
  expect(asApiError(new RangeError('x')).kind).toBe('internal')
})
