import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import pl from '../lang/pl.json'
import { orderText } from './order-text'

beforeAll(() => i18next.init({ lng: 'pl', resources: { pl: { translation: pl } }, interpolation: { escapeValue: false } }))

const of = { wish: 'w', orderId: 1001, kind: 'status', status: 'Wysłane' } as const

test.each<[Parameters<typeof orderText>[0], string]>([
  [of, 'Zamówienie nr 1001: zlecono status „Wysłane” w BaseLinkerze (Anna)'],
  [{ ...of, state: 'done', was: 'Nowe' }, 'Zamówienie nr 1001 w BaseLinkerze: Nowe → Wysłane'],
  [{ ...of, state: 'done' }, 'Zamówienie nr 1001 ma w BaseLinkerze nowy status: Wysłane'],
  [{ ...of, state: 'nothing' }, 'Zamówienie nr 1001 miało już w BaseLinkerze status „Wysłane”'],
  [{ ...of, state: 'overtaken' }, 'Zamówienie nr 1001: status „Wysłane” pominięto, bo zlecono nowszy'],
  [{ ...of, state: 'refused', error: 'order_gone' }, 'Zamówienie nr 1001: nie ustawiono statusu „Wysłane”. BaseLinker nie zna już tego zamówienia.'],
  [{ ...of, state: 'refused', error: 'ERROR_X', words: 'Zablokowane' }, 'Zamówienie nr 1001: nie ustawiono statusu „Wysłane”. Odpowiedź BaseLinkera: Zablokowane'],
  [{ ...of, state: 'refused', error: 'ERROR_X' }, 'Zamówienie nr 1001: nie ustawiono statusu „Wysłane”. BaseLinker odmówił (kod: ERROR_X).'],
  [{ ...of, kind: 'note', note: 'Pilne' }, 'Zamówienie nr 1001: zlecono notatkę w BaseLinkerze: „Pilne” (Anna)'],
  [{ ...of, kind: 'note', state: 'done' }, 'Zamówienie nr 1001: notatka zapisana w BaseLinkerze'],
])('%j', (event, text) => {
  expect(orderText(event, 'Anna', i18next.t)).toBe(text)
})
