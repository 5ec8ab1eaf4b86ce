// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import i18next from 'i18next'
import { act, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { beforeAll, expect, test, vi } from 'vitest'
import pl from '../lang/pl.json'
import rules from '../lang/rules-pl.json'
import type { PartKind, Row } from './parts'
import { RowFields } from './row-fields'

beforeAll(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  // What jsdom lacks and Mantine asks for.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  await i18next.init({ lng: 'pl', resources: { pl: { translation: { ...pl, ...rules } } } })
})

const kinds: PartKind[] = [
  { kind: 'ticket_age', operators: [{ operator: 'longer', values: 'duration' }] },
  { kind: 'order_total', operators: [{ operator: 'at_least', values: 'number' }] },
]

test.each([
  ['ticket_age', ['1.5', 'hours']],
  ['ticket_age', ['20000', 'minutes']],
  ['ticket_age', ['0.5', 'days']],
  ['ticket_age', ['0', 'hours']],
  ['order_total', ['99.9999']],
])('%s %s is shown as it is, and stays so when its field is left', async (kind, values) => {
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  const row: Row = { key: 'a', kind, operator: kind === 'ticket_age' ? 'longer' : 'at_least', values }
  const changed = vi.fn()
  await act(async () =>
    createRoot(root).render(
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <RowFields kinds={kinds} row={row} onChange={changed} error={undefined} />
        </MantineProvider>
      </QueryClientProvider>,
    ),
  )
  const field = root.querySelector<HTMLInputElement>('[inputmode="decimal"], [inputmode="numeric"]')!
  expect(field.value).toBe(values[0])
  await act(async () => field.focus())
  await act(async () => field.blur())
  expect(changed).not.toHaveBeenCalled()
})

test.each([
  ['ticket_age', ['2', 'hours']],
  ['order_total', ['2']],
])('a part of a whole can be typed: %s', async (kind, values) => {
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  let last: string[] = []
  function Page() {
    const [row, setRow] = useState<Row>({ key: 'a', kind, operator: kind === 'ticket_age' ? 'longer' : 'at_least', values })
    last = row.values
    return <RowFields kinds={kinds} row={row} onChange={setRow} error={undefined} />
  }
  await act(async () =>
    createRoot(root).render(
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <Page />
        </MantineProvider>
      </QueryClientProvider>,
    ),
  )
  const field = root.querySelector<HTMLInputElement>('[inputmode="decimal"], [inputmode="numeric"]')!
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  for (const key of '.05') {
    await act(async () => {
      write.call(field, field.value + key)
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
  }
  expect([field.value, last[0]]).toEqual(['2.05', '2.05'])
})
