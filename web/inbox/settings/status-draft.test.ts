import { expect, test } from 'vitest'
import type { Status } from '../api/types'
import { formOf, isFixed, lastPosition, MAX_POSITION, moved, NEW_STATUS, toSend } from './status-draft'

const status = (key: string, position: number): Status => ({
  key,
  name: key,
  colour: '#123456',
  requiresResponse: true,
  visible: true,
  opensOnMessage: false,
  position,
  builtin: false,
  deleted: false,
})
const places = (statuses: Status[]) => statuses.map(({ key, position }) => `${key} ${position}`)

test.each<[string, [string, number][], string, -1 | 1, string[]]>([
  ['one down: it and its neighbour change places', [['a', 1], ['b', 2], ['c', 3]], 'a', 1, ['b 1', 'a 2']],
  ['one up', [['a', 1], ['b', 2], ['c', 3]], 'c', -1, ['c 2', 'b 3']],
  ['the gap of a deleted one stays', [['a', 1], ['b', 4], ['c', 5]], 'b', -1, ['b 1', 'a 4']],
  ['two of one place are told apart', [['a', 2], ['b', 2], ['c', 3]], 'b', -1, ['a 3', 'c 4']],
  ['above the first there is nothing', [['a', 1], ['b', 2]], 'a', -1, []],
  ['below the last neither', [['a', 1], ['b', 2]], 'b', 1, []],
  ['one that is gone stays gone', [['a', 1]], 'x', 1, []],
  ['at the end of all places they are numbered anew', [['a', MAX_POSITION], ['b', MAX_POSITION]], 'a', 1, ['b 1', 'a 2']],
])('%s', (_, listed, key, steps, expected) => {
  expect(places(moved(listed.map(([name, position]) => status(name, position)), key, steps))).toEqual(expected)
})

test('a new status comes last, as far as there are places', () => {
  expect(lastPosition([])).toBe(1)
  expect(lastPosition([status('a', 7), status('b', 3)])).toBe(8)
  expect(lastPosition([status('a', MAX_POSITION)])).toBe(MAX_POSITION)
})

test('a built-in status is sent without a name, an own one with a tidy one', () => {
  expect(toSend(formOf(status('spam', 6)), true, 6)).toMatchObject({ name: '', position: 6 })
  expect(toSend({ ...NEW_STATUS, name: '  U   kuriera ' }, false, 7).name).toBe('U kuriera')
})

test('only what the program relies on is fixed', () => {
  expect(['open', 'pending', 'closed', 'spam'].filter((key) => isFixed({ key }))).toEqual(['open', 'closed'])
})
