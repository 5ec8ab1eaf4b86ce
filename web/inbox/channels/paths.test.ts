import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addLines, originOf, originsOf, reduce } from './paths'

const origins = ['https://shop.pl', 'https://www.shop.pl']

describe('what is typed is reduced to its path', () => {
  test.each([
    ['a path', '/blog', '/blog'],
    ['a path without its slash', 'blog/wpisy', '/blog/wpisy'],
    ['slashes at the end', '/blog//', '/blog'],
    ['query and fragment', '/blog?strona=2#komentarze', '/blog'],
    ['a whole address', 'https://shop.pl/koszyk/?x=1', '/koszyk'],
    ['an address of a further origin', 'HTTPS://WWW.Shop.pl:443/koszyk', '/koszyk'],
    ['an address without its scheme', 'shop.pl/koszyk', '/koszyk'],
    ['an address that begins with two slashes', '//shop.pl/koszyk', '/koszyk'],
    ['the start page', 'https://shop.pl', '/'],
    ['a star', '/produkt/*/opinie', '/produkt/*/opinie'],
    ['a path that begins with a star', '*.pdf', '/*.pdf'],
    ['a file, which is no host', 'regulamin.html', '/regulamin.html'],
    ['dots as browsers resolve them', '/a/./b/../c', '/a/c'],
    ['more dots than folders', '/../../a', '/a'],
    ['encoded dots', '/a/%2E%2e/b', '/b'],
    ['backslashes', '\\blog\\wpis', '/blog/wpis'],
    ['blanks around', '  /blog ', '/blog'],
  ])('%s', (_, typed, path) => {
    expect(reduce(typed, origins)).toEqual({ path })
  })
})

describe('what cannot be added says why', () => {
  test.each([
    ['nothing', '  ', 'empty'],
    ['another shop', 'https://other.pl/blog', 'foreign_host'],
    ['another host without scheme', 'other.pl/blog', 'foreign_host'],
    ['no address of the web', 'ftp://shop.pl/blog', 'path'],
    ['an address with a password', 'https://a:b@shop.pl/', 'path'],
    ['six stars', '/*/*/*/*/*/*', 'stars'],
    ['more than 500 characters', `/${'a'.repeat(500)}`, 'too_long'],
    ['a listed path', '/koszyk/', 'duplicate'],
    ['a listed path written otherwise', '/%C5%BC%C3%B3%C5%82w', 'duplicate'],
  ])('%s', (_, typed, problem) => {
    expect(reduce(typed, origins, ['/koszyk', '/żółw'])).toEqual({ problem })
  })

  test('an address before the shop has one', () => {
    expect(reduce('https://shop.pl/blog', [])).toEqual({ problem: 'no_shop' })
    expect(reduce('/blog', [])).toEqual({ path: '/blog' })
  })
})

describe('several lines at once', () => {
  test('are several paths, and a repeat is dropped', () => {
    expect(addLines('/a\r\n\n/b\n/a/', origins, ['/c'])).toEqual({ paths: ['/c', '/a', '/b'], rest: '' })
  })
  test('what is wrong stays to be mended', () => {
    expect(addLines('/a\nhttps://other.pl/x\n/b', origins, [])).toEqual({
      paths: ['/a', '/b'],
      rest: 'https://other.pl/x',
      problem: 'foreign_host',
    })
  })
  test('a repeat alone is pointed out', () => {
    expect(addLines('/a', origins, ['/a'])).toEqual({ paths: ['/a'], rest: '/a', problem: 'duplicate' })
  })
  test('no more than the list takes', () => {
    const full = Array.from({ length: 200 }, (_, n) => `/${n}`)
    expect(addLines('/a', origins, full)).toMatchObject({ rest: '/a', problem: 'too_many' })
  })
})

test('an origin is written as browsers write it', () => {
  expect(originOf('Shop.PL/blog')).toBe('https://shop.pl')
  expect(originOf('http://localhost:3000/')).toBe('http://localhost:3000')
  expect(originOf('https://żółw.pl')).toBe('https://xn--w-uga1v8h.pl')
  expect(originOf('javascript://x')).toBeUndefined()
  expect(originOf('https://')).toBeUndefined()
  expect(originsOf({ shopUrl: 'shop.pl', origins: ['', 'www.shop.pl'] })).toEqual(['https://shop.pl', 'https://www.shop.pl'])
})

describe('the cases that the server and the loader are tested with', () => {
  const shared = JSON.parse(readFileSync(new URL('../../../desk/testdata/targeting.json', import.meta.url), 'utf8')) as {
    cases: { name: string; paths: string[]; origins: string[]; by: string }[]
    rejected: { typed: string; origins: string[]; code: string }[]
  }
  test.each(shared.cases.map((each) => [each.name, each] as const))('%s', (_, { paths, origins, by }) => {
    const reduced = paths.map((typed) => reduce(typed, origins))
    for (const each of reduced) expect(each).toHaveProperty('path')
    if (by) expect(reduced).toContainEqual({ path: by })
  })
  test.each(shared.rejected.map((each) => [each.typed.slice(0, 60), each] as const))('refused: %j', (_, { typed, origins, code }) => {
    expect(reduce(typed, origins)).toEqual({ problem: code === 'control_character' ? 'path' : code })
  })
})
