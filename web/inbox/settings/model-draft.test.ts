import { expect, test } from 'vitest'
import { differing, keepsKey, type ModelDraft, modelSettingsOf, problemsOf, toSend } from './model-draft'

const saved = modelSettingsOf({ version: 3, enabled: true, address: 'https://modele.pl/v1', model: 'm-1', patience: 5, hasKey: true, failures: 0 })
const none = modelSettingsOf({ version: 0 })
const change = (patch: Partial<ModelDraft>): ModelDraft => ({ ...saved.settings, ...patch })

test('blanks and a slash at the end are no difference', () => {
  expect(differing(saved.settings, change({ address: ' https://modele.pl/v1/ ', model: 'm-1 ' }))).toEqual([])
  expect(differing(saved.settings, change({ enabled: false, key: '' }))).toEqual(['enabled', 'key'])
})

test('the saved key stays with its address alone', () => {
  expect(keepsKey(saved, change({ model: 'm-2', address: 'https://modele.pl/v1/' }))).toBe(true)
  expect(keepsKey(saved, change({ address: 'https://zlodziej.pl/v1' }))).toBe(false)
  expect(toSend(change({ model: 'm-2' }), saved)).not.toHaveProperty('key')
  expect(toSend(change({ address: 'https://inny.pl/v1' }), saved)).toMatchObject({ key: '' })
  expect(toSend(change({ address: 'https://inny.pl/v1', key: 'sk' }), saved)).toMatchObject({ key: 'sk' })
})

test.each<[string, Partial<ModelDraft>, ReturnType<typeof problemsOf>]>([
  ['all is well', {}, {}],
  ['a model of one’s own', { address: 'http://192.168.1.5:11434/v1', key: '' }, {}],
  ['no address', { address: '', key: '' }, { address: 'address' }],
  ['no protocol', { address: 'modele.pl/v1', key: '' }, { address: 'address' }],
  ['a query', { address: 'https://modele.pl/v1?key=1', key: '' }, { address: 'address' }],
  ['a login', { address: 'https://a:b@modele.pl', key: '' }, { address: 'address' }],
  ['no name', { model: ' ' }, { model: 'empty' }],
  ['no patience', { patience: undefined }, { patience: 'range' }],
  ['too much of it', { patience: 9 }, { patience: 'range' }],
])('%s', (_, patch, problems) => {
  expect(problemsOf(change(patch))).toEqual(problems)
})

test('what is sent is what the server keeps', () => {
  expect(toSend(change({ address: 'https://modele.pl/v1/' }), saved)).toEqual({ version: 3, enabled: true, address: 'https://modele.pl/v1', model: 'm-1', patience: 5 })
  expect(toSend({ ...none.settings, address: 'http://localhost:1', model: 'm', key: 'sk' }, none)).toMatchObject({ version: 0, key: 'sk' })
})
