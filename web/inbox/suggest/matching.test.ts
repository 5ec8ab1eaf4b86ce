import { expect, test } from 'vitest'
import { folded, matching } from './matching'

const items = [
  { name: 'Reklamacja', beside: 'Przykro nam. Proszę o zdjęcie.' },
  { name: 'Zwrot – jak odesłać', beside: 'Etykieta jest w paczce.' },
  { name: 'Jak złożyć zwrot', beside: '' },
  { name: 'Łódź', beside: 'Zwrotów tam nie przyjmujemy.' },
]
const names = (query: string) => matching(items, query).map(({ name }) => name)

test('neither case nor accents matter', () => {
  expect(folded('ŻÓŁĆ ąęśń')).toBe('zolc aesn')
  expect(names('odeslac')).toEqual(['Zwrot – jak odesłać'])
  expect(names('lodz')).toEqual(['Łódź'])
  expect(names('JAK ZŁ')).toEqual(['Jak złożyć zwrot'])
})

test('the beginning of a name comes before its middle, and the name before the text', () => {
  expect(names('zwrot')).toEqual(['Zwrot – jak odesłać', 'Jak złożyć zwrot', 'Łódź'])
  expect(names('zdjecie')).toEqual(['Reklamacja'])
})

test('all words have to be there, in any order', () => {
  expect(names('odesłać zwrot')).toEqual(['Zwrot – jak odesłać'])
  expect(names('odesłać reklamacja')).toEqual([])
})

test('nothing looked for is everything, in its order', () => {
  expect(matching(items, '')).toEqual(items)
  expect(matching(items, ' ')).toEqual(items)
})
