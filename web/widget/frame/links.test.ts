import { describe, expect, it } from 'vitest'
import { pieces } from './links'

const links = (body: string) => pieces(body).flatMap((piece) => (piece.href ? [piece.text] : []))

describe('pieces', () => {
  it.each([
    ['bez adresu', []],
    ['Zobacz https://sklep.pl/kubek.', ['https://sklep.pl/kubek']],
    ['(tu: http://a.pl/x_(y)) i https://b.pl?', ['http://a.pl/x_(y)', 'https://b.pl']],
    ['javascript:alert(1) data:text/html,x ftp://a.pl', []],
    ['HTTPS://SKLEP.PL/A', ['HTTPS://SKLEP.PL/A']],
    ['https:// sam', []],
    ['<a href="https://a.pl/x">x</a>', ['https://a.pl/x']],
  ])('%s', (body, expected) => {
    expect(links(body)).toEqual(expected)
  })
  it('loses nothing of the text', () => {
    for (const body of ['', 'a', 'https://a.pl', 'x https://a.pl, https://b.pl) y\nz'])
      expect(pieces(body).map((piece) => piece.text).join('')).toBe(body)
  })
})
