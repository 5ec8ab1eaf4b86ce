import { expect, test } from 'vitest'
import { pieces, safe } from './links'

test.each([
  ['no address here.', []],
  ['see https://sklep.pl/kubek?a=1#b.', ['https://sklep.pl/kubek?a=1#b']],
  ['(www.sklep.pl)', ['https://www.sklep.pl/']],
  ['https://pl.wikipedia.org/wiki/Kraków_(Polska), ok', ['https://pl.wikipedia.org/wiki/Krak%C3%B3w_(Polska)']],
  ['javascript:alert(1) data:text/html,x', []],
  ['<a href="https://zlo.pl">x</a>', ['https://zlo.pl/']],
  ['a https://a.pl b http://b.pl', ['https://a.pl/', 'http://b.pl/']],
  ['http://', []],
  ['(tu: http://a.pl/x_(y)) i [https://b.pl]?', ['http://a.pl/x_(y)', 'https://b.pl/']],
  ['ftp://a.pl HTTPS://SKLEP.PL/A', ['https://sklep.pl/A']],
  ['x https://a.pl, https://b.pl) y\nz', ['https://a.pl/', 'https://b.pl/']],
])('%s', (text, addresses) => {
  const cut = pieces(text)
  expect(cut.flatMap((piece) => piece.href ?? [])).toEqual(addresses)
  expect(cut.map((piece) => piece.text).join('')).toBe(text)
})

test('a page address that is no web address is not followed', () => {
  expect(safe('javascript:alert(1)')).toBeUndefined()
  expect(safe('https://sklep.pl/koszyk')).toBe('https://sklep.pl/koszyk')
})
