import { expect, test } from 'vitest'
import { duplicateOf, lengthOf, toSend } from './draft'
import { draftOf } from './fixture'
import { policyLines, snippet } from './snippet'

test('a copy is off and says that it is one', () => {
  expect(duplicateOf(draftOf(), ' (kopia)')).toEqual(draftOf({ name: 'Sklep główny (kopia)', enabled: false }))
})

test('a copy of the longest name still fits', () => {
  const { name } = duplicateOf(draftOf({ name: 'ż'.repeat(120) }), ' (kopia)')
  expect(lengthOf(name)).toBe(120)
  expect(name.endsWith('ż (kopia)')).toBe(true)
})

test('empty lines are not sent', () => {
  expect(toSend(draftOf({ origins: [' https://www.shop.pl ', ''] })).origins).toEqual(['https://www.shop.pl'])
})

test('what the shop pastes', () => {
  expect(snippet('https://chat.pl', 'abc')).toBe('<script async src="https://chat.pl/widget/abc.js"></script>')
  expect(policyLines('https://chat.pl')).toBe('script-src https://chat.pl\nframe-src https://chat.pl')
})
