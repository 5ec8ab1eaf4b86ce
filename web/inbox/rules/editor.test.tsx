// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import i18next from 'i18next'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '../api/queries'
import pl from '../lang/pl.json'
import rules from '../lang/rules-pl.json'
import { NEW_RULE } from './draft'
import { Editor } from './editor'
import type { Row } from './parts'
import type { ConditionEditing } from './use-condition'

const rows: Row[] = []
vi.mock('./use-condition', () => ({
  useCondition: (): Partial<ConditionEditing> => ({ mode: 'rows', text: '', rows: { join: 'and', items: rows }, unsettled: false, incomplete: rows.length > 0 }),
}))
const start = vi.hoisted(() => vi.fn())
vi.mock('./use-trial', () => ({ oftenOf: () => ({}), useTrial: () => ({ trial: undefined, start, stop: () => {}, forget: () => {} }) }))

beforeAll(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  // What jsdom lacks and Mantine asks for.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  Element.prototype.scrollIntoView = () => {}
  Object.defineProperty(document, 'fonts', { value: new EventTarget() })
  await i18next.init({ lng: 'pl', resources: { pl: { translation: { ...pl, ...rules, form: { ...pl.form, problem: { ...pl.form.problem, ...rules.form.problem } } } } } })
})
beforeEach(() => {
  rows.length = 0
  start.mockClear()
  document.body.replaceChildren()
})

/** A page on which a rule is made that lacks nothing but what its rows lack. */
async function page() {
  const root = document.createElement('div')
  document.body.append(root)
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity, queryFn: () => null } } })
  queries.setQueryData(keys.ruleLanguage, { names: [], functions: [], parts: [] })
  queries.setQueryData(keys.vocabulary, { statuses: [], tags: [], teams: [], contexts: [], inboxes: [] })
  queries.setQueryData(keys.channels, { channels: [] })
  const rule = { ...NEW_RULE, name: 'Cisza', triggers: [{ event: 'closed' as const }], actions: [{ kind: 'close' as const }] }
  await act(async () =>
    createRoot(root).render(
      <QueryClientProvider client={queries}>
        <MantineProvider env="test">
          <Editor initial={rule} />
        </MantineProvider>
      </QueryClientProvider>,
    ),
  )
  const button = (name: string) => [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)!
  return { button, press: (name: string) => act(async () => button(name).click()) }
}

const { enable, try: trial } = rules.rules

test('a complete condition is tried, and its rule’s firings are forecast', async () => {
  const { press } = await page()
  await press(trial.button)
  expect(start).toHaveBeenCalledOnce()
  await press(enable.saveAndEnable)
  expect(document.querySelector('[role="dialog"]')).not.toBeNull()
  expect(start).toHaveBeenCalledTimes(2)
})

test('nothing is tried or forecast while a row lacks something', async () => {
  rows.push({ key: 'a', kind: 'channel', operator: 'is', values: [] })
  const { button, press } = await page()
  expect(button(trial.button).disabled).toBe(true)
  expect(document.body.textContent).toContain(rules.form.problem.condition_incomplete)
  await press(enable.saveAndEnable)
  expect(document.querySelector('[role="dialog"]')).toBeNull()
  expect(start).not.toHaveBeenCalled()
})
