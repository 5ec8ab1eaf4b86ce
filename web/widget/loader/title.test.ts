// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { createTitle } from './title'

const settled = () => new Promise((done) => setTimeout(done))

describe('the tab title', () => {
  beforeEach(() => {
    document.title = 'Kubki'
  })
  it('carries the count and gets its own words back', () => {
    const title = createTitle()
    title.count('a', 2)
    expect(document.title).toBe('(2) Kubki')
    title.count('a', 3)
    expect(document.title).toBe('(3) Kubki')
    title.count('a', 0)
    expect(document.title).toBe('Kubki')
  })
  it('adds up the chats on a page', () => {
    const title = createTitle()
    title.count('a', 2)
    title.count('b', 1)
    expect(document.title).toBe('(3) Kubki')
    title.count('a', 0)
    expect(document.title).toBe('(1) Kubki')
    title.count('b', 0)
    expect(document.title).toBe('Kubki')
  })
  it('follows a single-page shop that renames its page', async () => {
    const title = createTitle()
    title.count('a', 1)
    document.title = 'Wazony'
    await settled()
    expect(document.title).toBe('(1) Wazony')
    title.count('a', 0)
    expect(document.title).toBe('Wazony')
  })
  it('leaves a number that belongs to the page', () => {
    document.title = '(7) cudów'
    const title = createTitle()
    title.count('a', 1)
    expect(document.title).toBe('(1) (7) cudów')
    title.count('a', 0)
    expect(document.title).toBe('(7) cudów')
  })
  it('survives a page without a title', async () => {
    document.title = ''
    const title = createTitle()
    title.count('a', 2)
    await settled()
    expect(document.title).toBe('(2)')
    title.count('a', 0)
    expect(document.title).toBe('')
  })
})
