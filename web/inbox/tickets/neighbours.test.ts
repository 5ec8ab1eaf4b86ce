import { expect, test } from 'vitest'
import { neighbours } from './neighbours'

test.each([
  ['in the middle', ['a', 'b', 'c'], ['a', 'b', 'c'], 'b', 'a', 'c'],
  ['after opening took it out of the view', ['a', 'b', 'c'], ['a', 'c'], 'b', 'a', 'c'],
  ['at the end, something new follows', ['a', 'b'], ['x', 'a'], 'b', 'a', 'x'],
  ['from a link, by the rows', undefined, ['a', 'b'], 'b', 'a', undefined],
  ['from a link, outside the view', ['z'], ['a', 'b'], 'q', undefined, 'a'],
  ['in an empty view', undefined, [], 'q', undefined, undefined],
])('%s', (_, remembered, rows, ticket, previous, next) => {
  expect(neighbours(remembered, rows, ticket)).toEqual({ previous, next })
})
