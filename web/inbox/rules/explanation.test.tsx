// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import i18next from 'i18next'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, test } from 'vitest'
import type { Explanation as Explained } from '../api/types'
import pl from '../lang/pl.json'
import rules from '../lang/rules-pl.json'
import { Explanation } from './explanation'

beforeAll(() => i18next.init({ lng: 'pl', resources: { pl: { translation: { ...pl, ...rules } } } }))

type Value = NonNullable<Explained['values']>[number]

/** What a part's explanation says in the end. */
function told(part: Explained['part'], value: Value): { part: string; was: string } {
  const page = document.createElement('div')
  page.innerHTML = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <Explanation of={{ source: 'x', from: 0, to: 1, result: 'false', values: [value], ...(part && { part }) }} />
      </MantineProvider>
    </QueryClientProvider>,
  )
  return { part: page.querySelector('[title]')?.textContent ?? '', was: page.querySelector('dd')?.textContent ?? '' }
}

test('what nobody knows isn’t said to be 0', () => {
  const part = { kind: 'order_total', operator: 'at_most', values: ['100'] }
  const total = { name: 'orders.total', type: 'number', value: '0' } as const
  expect(told(part, { ...total, unknown: true }).was).toBe('nie wiadomo')
  expect(told(undefined, { name: 'orders.age', type: 'duration', value: '0', unknown: true }).was).toBe('nie wiadomo')
  expect(told(part, total).was).toBe('0')
})

test.each([
  ['0', '0 sekund'],
  ['1', '1 sekundę'],
  ['59', '59 sekund'],
  ['86', '1 minutę 26 sekund'],
  ['3600', '1 godzinę'],
  ['93784', '1 dzień 2 godziny 3 minuty 4 sekundy'],
])('%s seconds had lasted', (value, text) => {
  expect(told(undefined, { name: 'ticket.age', type: 'duration', value }).was).toBe(text)
})

test.each([
  [['0', 'hours'], '0 godzin'],
  [['0.5', 'minutes'], '0.5 minuty'],
  [['36', 'hours'], '36 godzin'],
])('a length is told as its row has it: %s', (values, text) => {
  const { part } = told({ kind: 'ticket_age', operator: 'shorter', values }, { name: 'ticket.age', type: 'duration', value: '0' })
  expect(part.endsWith(` – ${text}`)).toBe(true)
})
