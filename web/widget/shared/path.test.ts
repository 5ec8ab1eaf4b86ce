import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from './path'

interface Case {
  name: string
  /** As a browser gives it. */
  path: string
  shows: boolean
  /** What desk.Targeting.Shows compiles; null: the chat shows everywhere. */
  match: string | null
  on: boolean | null
}

// desk/targeting_test.go reads the same cases.
const { cases } = JSON.parse(readFileSync(new URL('../../../desk/testdata/targeting.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

describe('where a chat shows', () => {
  it.each(cases)('$name', ({ path, shows, match, on }) => {
    expect(new URL(path, 'https://sklep.pl').pathname).toBe(path)
    expect(match === null || new RegExp(match).test(canonicalPath(path)) === on).toBe(shows)
  })
})

describe('the canonical path', () => {
  it('of the home page is empty', () => expect(canonicalPath('/')).toBe(''))
  it('has no slash at the end', () => expect(canonicalPath('/blog//')).toBe('/blog'))
  it('is decoded and composed', () => expect(canonicalPath('/%C5%82o%CC%81d%C5%BA/')).toBe('/łódź'))
  it('stays as it stands where it holds no text', () => expect(canonicalPath('/%C5%82/%ff/')).toBe('/%C5%82/%ff'))
})
