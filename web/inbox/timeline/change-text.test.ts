import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import pl from '../lang/pl.json'
import { changeText } from './change-text'

beforeAll(() => i18next.init({ lng: 'pl', resources: { pl: { translation: pl } }, interpolation: { escapeValue: false } }))

const names = {
  status: (key: string, own?: string) => own || i18next.t(`status.${key as 'open'}`),
  context: (key: string, own?: string) => own || i18next.t(`context.${key as 'other'}`),
}

test.each<[Parameters<typeof changeText>[0], string]>([
  [{ property: 'priority', value: 'high', was: 'normal' }, 'Priorytet: Normalny → Wysoki (Anna)'],
  [{ property: 'status', value: 'x1', was: 'open', name: 'Do wyceny' }, 'Status: Otwarty → Do wyceny (Anna)'],
  [{ property: 'agent', value: 'p', was: '', name: 'Piotr Zieliński' }, 'Przypisanie: Piotr Zieliński (Anna)'],
  [{ property: 'agent', value: '', was: 'p', wasName: 'Piotr Zieliński' }, 'Bez przypisania; poprzednio: Piotr Zieliński (Anna)'],
  [{ property: 'team', value: 'z', was: '', name: 'Zwroty' }, 'Zespół: Zwroty (Anna)'],
  [{ property: 'team', value: '', was: 'z', wasName: 'Zwroty' }, 'Zespół: Zwroty → Brak (Anna)'],
  [{ property: 'sentiment', value: 'negative', was: '' }, 'Sentyment: Negatywny (Anna)'],
  [{ property: 'context', value: 'return', was: 'delivery' }, 'Kontekst: Status dostawy → Zwrot (Anna)'],
  [{ property: 'tag_added', value: 't', was: '', name: 'zwrot' }, 'Tag „zwrot” dodany (Anna)'],
  [{ property: 'tag_removed', value: 't', was: '', name: 'zwrot' }, 'Tag „zwrot” usunięty (Anna)'],
  [{ property: 'watcher_added', value: 'e', was: '', name: 'Ewa' }, 'Obserwuje od teraz: Ewa (Anna)'],
  [{ property: 'watcher_removed', value: 'e', was: '', name: 'Ewa' }, 'Nie obserwuje już: Ewa (Anna)'],
  [{ property: 'inbox', value: 'b', was: '', name: 'Marka B', wasName: 'Marka A' }, 'Skrzynka: Marka A → Marka B (Anna)'],
  [{ property: 'inbox', value: 'b', was: '', name: 'Marka B' }, 'Skrzynka: Marka B (Anna)'],
  [{ property: 'inbox', value: '', was: 'b', name: 'Marka A', wasName: 'Marka B' }, 'Skrzynka: Marka B → Marka A (Anna)'],
  [{ property: 'inbox', value: '', was: 'b', wasName: 'Marka B' }, 'Skrzynka: Marka B → Brak (Anna)'],
  [{ property: 'inbox', value: '', was: 'a', name: 'Marka A', wasName: 'Marka A' }, 'Skrzynka: Marka A (Anna)'],
  [{ property: 'next_autoresponder', value: 'off', was: 'on' }, 'Następny autoresponder wyłączony (Anna)'],
  [{ property: 'next_autoresponder', value: 'on', was: 'off' }, 'Następny autoresponder znów włączony (Anna)'],
  [{ property: 'autoresponders', value: 'on', was: 'off' }, 'Autorespondery wznowione (Anna)'],
])('%j', (change, text) => {
  expect(changeText(change, 'Anna', i18next.t, names)).toBe(text)
})

test('an autoresponder that was skipped is said so, by nobody', () => {
  expect(changeText({ property: 'next_autoresponder', value: 'on', was: 'off' }, '', i18next.t, names)).toBe(
    'Autoresponder pominięty; następny zostanie wysłany',
  )
})
