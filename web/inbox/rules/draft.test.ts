import { describe, expect, test } from 'vitest'
import type { RuleDraft } from '../api/types'
import { differing, duplicateOf, type EditedRule, EVENT_GROUPS, moved, NEW_RULE, newAction, problemsOf, tidy, toSend, unready } from './draft'
import { lengthOf, splitLength } from './lasting'

const rule = (change: Partial<EditedRule>): EditedRule => ({ ...NEW_RULE, name: 'VIP', ...change })

test('what is sent has only what goes with each action, and no keys', () => {
  const sent = toSend(
    rule({
      name: '  VIP   klient ',
      actions: [
        { key: 'a', kind: 'priority', value: 'urgent', text: 'left over' },
        { key: 'b', kind: 'webhook', url: ' https://shop.example/hook ', secret: 's', hasSecret: true },
        { key: 'c', kind: 'close', value: 'x' },
      ],
    }),
  )
  expect(sent.name).toBe('VIP klient')
  expect(sent.actions).toEqual([
    { kind: 'priority', value: 'urgent' },
    { kind: 'webhook', url: 'https://shop.example/hook', secret: 's' },
    { kind: 'close' },
  ])
})

test('a secret that is not touched is not sent', () => {
  expect(toSend(rule({ actions: [{ kind: 'webhook', url: 'https://shop.example', hasSecret: true }] })).actions[0]).toEqual({ kind: 'webhook', url: 'https://shop.example' })
})

test('events stand in one order, and only those of time have a length', () => {
  const { triggers } = tidy(rule({ triggers: [{ event: 'waiting' }, { event: 'first_message', after: 60 }] }))
  expect(triggers).toEqual([{ event: 'first_message' }, { event: 'waiting', after: 300 }])
})

test('keys and known secrets are no difference; order, texts and a new secret are', () => {
  const saved: RuleDraft = { ...NEW_RULE, name: 'VIP', actions: [{ kind: 'close' }, { kind: 'webhook', url: 'https://a.example', hasSecret: true }] }
  expect(differing(saved, tidy(saved))).toEqual([])
  const edited = tidy(saved)
  expect(differing(saved, { ...edited, actions: moved(edited.actions, 1, 0) })).toEqual(['actions'])
  expect(differing(saved, { ...edited, actions: edited.actions.map((action) => (action.kind === 'webhook' ? { ...action, secret: 'new' } : action)) })).toEqual(['actions'])
  expect(differing(saved, { ...edited, often: 'once_per_period', period: 60 })).toEqual(['often'])
  expect(differing({ ...edited, often: 'once_per_period', period: 60 }, { ...edited, often: 'once_per_period', period: 120 })).toEqual(['often'])
})

describe('what is missing is named by its field', () => {
  test.each([
    ['a name', rule({ name: ' ' }), [['name', 'empty']]],
    ['what a tag is', rule({ actions: [newAction('tag_added', 'a')] }), [['actions.0.value', 'nothing_chosen']]],
    ['a Polish text', rule({ actions: [newAction('close', 'a'), newAction('autoresponder', 'b')] }), [['actions.1.texts.pl', 'empty']]],
    ['a placeholder that exists', rule({ actions: [{ kind: 'note', text: 'Cześć {imię}' }] }), [['actions.0.text', 'placeholder_unknown']]],
    ['an address', rule({ actions: [{ kind: 'webhook', url: 'ftp://a.example' }] }), [['actions.0.url', 'webhook_address']]],
    ['an address without a password in it', rule({ actions: [{ kind: 'webhook', url: 'https://a:b@a.example' }] }), [['actions.0.url', 'webhook_address']]],
    ['nothing: least busy of everybody', rule({ actions: [newAction('least_busy', 'a')] }), []],
    ['nothing: the English text may be empty', rule({ actions: [{ kind: 'autoresponder', texts: { pl: 'Cześć', en: ' ' } }] }), []],
  ] as const)('%s', (_, draft, found) => {
    expect([...problemsOf(draft)]).toEqual(found)
  })
})

test('a rule without events or actions can not be switched on', () => {
  expect(unready(rule({}))).toBe('events_empty')
  expect(unready(rule({ triggers: [{ event: 'closed' }] }))).toBe('actions_empty')
  expect(unready(rule({ triggers: [{ event: 'closed' }], actions: [{ kind: 'close' }] }))).toBeUndefined()
})

test('a copy has a name that fits', () => {
  expect(duplicateOf({ ...NEW_RULE, name: 'ż'.repeat(80) }, ' (kopia)').name).toBe(`${'ż'.repeat(72)} (kopia)`)
})

test('every event stands in one group', () => {
  const events = EVENT_GROUPS.flatMap(({ events }): readonly string[] => events)
  expect(new Set(events).size).toBe(14)
  expect(events).toHaveLength(14)
})

test('lengths are shown in the largest unit that fits', () => {
  expect(splitLength(259_200)).toEqual({ count: 3, unit: 'days' })
  expect(splitLength(5400)).toEqual({ count: 90, unit: 'minutes' })
  expect(splitLength(lengthOf(36, 'hours'))).toEqual({ count: 36, unit: 'hours' })
})

test('things are moved to a place', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
})
