import { expect, test } from 'vitest'
import { differing, NEW_CONTACT, tidy, typedPlace } from './contact-draft'

const jan = { name: 'Jan Kowalski', addresses: ['jan@x.example'], note: '' }

test('blanks and empty lines mean nothing', () => {
  expect(tidy({ name: '  Jan   Kowalski ', addresses: ['', ' jan@x.example '], note: '\n' })).toEqual(jan)
  expect(differing(jan, { ...jan, name: 'Jan  Kowalski', addresses: ['jan@x.example', ''] })).toEqual([])
})

test('what differs is told by field', () => {
  expect(differing(jan, { ...jan, note: 'Woli e-mail', addresses: ['inny@x.example'] })).toEqual(['addresses', 'note'])
  expect(differing(NEW_CONTACT, jan)).toEqual(['name', 'addresses'])
})

test('a refused address is found among the lines as they were typed', () => {
  expect(typedPlace(['', 'a@x', ' ', 'b@x'], 0)).toBe(1)
  expect(typedPlace(['', 'a@x', ' ', 'b@x'], 1)).toBe(3)
})
