// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import i18next from 'i18next'
import { act, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import pl from '../lang/pl.json'
import rules from '../lang/rules-pl.json'
import { LengthField } from './length-field'

test('the unit stays while a number is typed, and follows a length from elsewhere', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  // What jsdom lacks and Mantine asks for.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  await i18next.init({ lng: 'pl', resources: { pl: { translation: { ...pl, ...rules } } } })
  const root = document.createElement('div')
  document.body.append(root)
  let seconds = 0
  let load = (_: number) => {}
  function Page() {
    const [value, setValue] = useState(2 * 3600)
    seconds = value
    load = setValue
    return <LengthField label="Po" value={value} max={365 * 86_400} onChange={setValue} />
  }
  await act(async () => createRoot(root).render(<MantineProvider env="test"><Page /></MantineProvider>))
  const [number, unit] = root.querySelectorAll<HTMLInputElement>('input:not([type=hidden])')
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  for (const text of ['24', '245']) {
    await act(async () => {
      write.call(number, text)
      number!.dispatchEvent(new Event('input', { bubbles: true }))
    })
    expect([number!.value, unit!.value, seconds]).toEqual([text, rules.rules.units[text === '24' ? 'hours_few' : 'hours_many'], Number(text) * 3600])
  }
  await act(async () => load(86_400))
  expect([number!.value, unit!.value]).toEqual(['1', rules.rules.units.days_one])
})
