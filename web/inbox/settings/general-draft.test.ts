import { expect, test } from 'vitest'
import { differing, hoursProblem } from './general-draft'

test.each([[1], [24], [720], ['36']])('%j hours can be set', (hours) => {
  expect(hoursProblem(hours)).toBeUndefined()
})

test.each([[0], [721], [1.5], [''], ['x'], [-1]])('%j hours cannot', (hours) => {
  expect(hoursProblem(hours)).toBe('answer_hours')
})

test('a number typed as text is the same number', () => {
  expect(differing({ answerHours: 24 }, { answerHours: '24' })).toEqual([])
  expect(differing({ answerHours: 24 }, { answerHours: 4 })).toEqual(['answerHours'])
})
