import { expect, test } from 'vitest'
import type { RuleAction, Status, Tag, Team } from '../api/types'
import { goneIn } from './gone'

const known = {
  statuses: [{ key: 'open', deleted: false }, { key: 'old', deleted: true }] as Status[],
  tags: [{ id: 'vip', deleted: false }, { id: 'old', deleted: true }] as Tag[],
  teams: [{ id: 'returns', deleted: false }] as Team[],
}

test.each<[RuleAction, boolean]>([
  [{ kind: 'status', value: 'open' }, false],
  [{ kind: 'status', value: 'old' }, true],
  [{ kind: 'tag_added', value: 'vip' }, false],
  [{ kind: 'tag_removed', value: 'old' }, true],
  [{ kind: 'team', value: 'other' }, true],
  [{ kind: 'least_busy', value: '' }, false],
  [{ kind: 'agent', value: 'anna' }, false],
  [{ kind: 'watcher', value: 'jan' }, true],
  [{ kind: 'notify', text: 'x', agents: ['anna', 'jan'] }, true],
  [{ kind: 'notify', text: 'x', agents: [] }, false],
  [{ kind: 'close' }, false],
])('%j', (action, gone) => {
  expect(goneIn([action], known, [{ id: 'anna' }]).length > 0).toBe(gone)
})
