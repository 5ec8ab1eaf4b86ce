import { expect, test } from 'vitest'
import { timeLeft } from './answer-due'

const now = Date.UTC(2026, 10, 22, 12)
const due = (hours: number) => new Date(now + hours * 3_600_000).toISOString()

test.each([
  ['a day ahead', 23, 'calm'],
  ['an hour ahead', 1, 'soon'],
  ['this very moment', 0, 'over'],
  ['an hour ago', -1, 'over'],
])('due %s', (_, hours, urgency) => {
  expect(timeLeft({ awaitingReply: true, answerDueAt: due(hours) }, now)?.urgency).toBe(urgency)
})

test('nobody waits for an answer', () => {
  expect(timeLeft({ awaitingReply: false, answerDueAt: due(1) }, now)).toBeUndefined()
  expect(timeLeft({ awaitingReply: true }, now)).toBeUndefined()
})
