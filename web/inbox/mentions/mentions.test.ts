import { expect, test } from 'vitest'
import { mentionedIn, namedIn } from './mentions'

const anna = { id: 'a', name: 'Anna' }
const annaNowak = { id: 'an', name: 'Anna Nowak' }
const piotr = { id: 'p', name: 'Piotr Lis' }
const people = [anna, annaNowak, piotr]
const ids = (text: string, of = people) => mentionedIn(text, of).map(({ id }) => id)

test('whoever stands behind an @ is named, in the order of the text, once', () => {
  expect(ids('@Piotr Lis i @Anna, a potem znów @Piotr Lis')).toEqual(['p', 'a'])
  expect(ids('@Piotr Lis')).toEqual(['p'])
  expect(ids('(@Piotr Lis)')).toEqual(['p'])
})

test('the longest name counts, and only as a whole', () => {
  expect(ids('@Anna Nowak')).toEqual(['an'])
  expect(ids('@Anna Nowakowska')).toEqual(['a'])
  expect(ids('@Annabel')).toEqual([])
  expect(ids('@Piotr')).toEqual([])
  expect(ids('x@Anna')).toEqual([])
  expect(ids('@@Anna')).toEqual(['a'])
})

test('a mention whose text is gone goes', () => {
  expect(ids('Piotr Lis')).toEqual([])
  expect(ids('')).toEqual([])
  expect(mentionedIn('@Anna')).toEqual([])
})

test('two of one name are both named where the name stands twice', () => {
  const other = { id: 'p2', name: 'Piotr Lis' }
  expect(ids('@Piotr Lis', [piotr, other])).toEqual(['p'])
  expect(ids('@Piotr Lis @Piotr Lis', [piotr, other])).toEqual(['p', 'p2'])
})

test('a text is cut without losing a letter', () => {
  const text = 'Ź @Piotr Lis, @ktoś i @Anna'
  const pieces = namedIn(text, people)
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  expect(pieces.map((piece) => piece.person?.id)).toEqual([undefined, 'p', undefined, 'a'])
})
