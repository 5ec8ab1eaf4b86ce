import { expect, test } from 'vitest'
import { few } from './few'

test('the first of many are shown, and never all but one', () => {
  expect(few([1, 2, 3], 3)).toEqual([1, 2, 3])
  expect(few([1, 2, 3, 4], 3)).toEqual([1, 2, 3, 4])
  expect(few([1, 2, 3, 4, 5], 3)).toEqual([1, 2, 3])
})
