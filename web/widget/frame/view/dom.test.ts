// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest'
import { type Child, draw, Fragment, h } from './dom'

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.replaceChildren(root)
})

const List = ({ keys }: { keys: string[] }) => h('ul', null, keys.map((key) => h('li', { key }, key)))
const shown = () => [...root.querySelectorAll('li')].map((li) => li.textContent).join('')

it('draws text as text, whatever it looks like', () => {
  draw(h('p', null, '<img src=x onerror=alert(1)>'), root)
  expect(root.querySelector('img')).toBeNull()
  expect(root.textContent).toBe('<img src=x onerror=alert(1)>')
})

it('keeps keyed elements through any change of the list', () => {
  draw(h(List, { keys: [...'abc'] }), root)
  for (const order of ['abc', 'bc', 'xbyc', '', 'cab', 'bac', 'abcd', 'd']) {
    const before = new Map([...root.querySelectorAll('li')].map((li) => [li.textContent, li]))
    draw(h(List, { keys: [...order] }), root)
    expect(shown()).toBe(order)
    for (const li of root.querySelectorAll('li')) expect(before.get(li.textContent) ?? li).toBe(li)
  }
})

it('keeps elements whose neighbours come and go', () => {
  const view = (on: boolean): Child => h(Fragment, null, on && h('button', null, 'first'), h('button', null, 'second'))
  draw(view(false), root)
  const second = root.querySelector('button')
  draw(view(true), root)
  expect(root.textContent).toBe('firstsecond')
  expect(root.querySelectorAll('button')[1]).toBe(second)
})

it('replaces an element by one of another kind', () => {
  draw(h('p', null, 'a'), root)
  draw(h('a', { href: 'https://a.pl' }, 'a'), root)
  expect(root.innerHTML).toBe('<a href="https://a.pl">a</a>')
})

it('sets, changes and removes attributes', () => {
  draw(h('input', { class: 'x', disabled: true, 'aria-invalid': false, value: '1' }), root)
  expect(root.innerHTML).toBe('<input class="x" disabled="" aria-invalid="false">')
  draw(h('input', { disabled: false, 'aria-invalid': true, value: '2' }), root)
  expect(root.innerHTML).toBe('<input aria-invalid="true">')
  expect(root.querySelector('input')!.value).toBe('2')
})

it('puts a controlled field back to its value', () => {
  draw(h('input', { value: 'a' }), root)
  root.querySelector('input')!.value = 'typed'
  draw(h('input', { value: 'a' }), root)
  expect(root.querySelector('input')!.value).toBe('a')
})

it('calls mounted once, in the document, and the newest handler', () => {
  const mounted = vi.fn((element: HTMLElement) => expect(element.isConnected).toBe(true))
  const [first, second] = [vi.fn(), vi.fn()]
  draw(h('button', { mounted, onclick: first }), root)
  draw(h('button', { mounted, onclick: second }), root)
  root.querySelector('button')!.click()
  expect(mounted).toHaveBeenCalledTimes(1)
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledTimes(1)
})
