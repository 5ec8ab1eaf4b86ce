import { expect, test } from 'vitest'
import { missingOf } from './team-members'

test.each<[string, string[], string[], string[], string[]]>([
  ['nobody is chosen: all of the team', ['a', 'b'], [], ['a', 'b', 'c'], ['a', 'b']],
  ['who is chosen already comes no second time', ['a', 'b'], ['b', 'c'], ['a', 'b', 'c'], ['a']],
  ['who can not be chosen stays out', ['a', 'x'], [], ['a'], ['a']],
  ['a team of nobody', [], ['a'], ['a'], []],
])('%s', (_, team, chosen, known, missing) => {
  expect(missingOf(team, chosen, known)).toEqual(missing)
})
