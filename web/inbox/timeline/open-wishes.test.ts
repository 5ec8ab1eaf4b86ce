import { expect, test } from 'vitest'
import type { Entry } from '../api/types'
import { openWishes } from './open-wishes'

const wished = (id: string) => ({ id, operation: { type: 'order_wished', order: { wish: id } } }) as Entry
const ended = (id: string, wish: string) => ({ id, operation: { type: 'order_wish_ended', order: { wish } } }) as Entry

test('a wish is open until its end stands in the journal', () => {
  const message = { id: 'm' } as Entry
  expect([...openWishes([message, wished('a'), wished('b'), ended('x', 'a'), message])]).toEqual(['b'])
  expect([...openWishes([wished('a'), ended('x', 'a')])]).toEqual([])
  // Its beginning may stand further back than the journal is read.
  expect([...openWishes([ended('x', 'a'), wished('b')])]).toEqual(['b'])
})
