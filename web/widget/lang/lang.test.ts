import { describe, expect, it } from 'vitest'
import { plural } from '../shared/plural'
import * as en from './en'
import { extras as enExtras } from './extras/en'
import { extras as plExtras } from './extras/pl'
import * as pl from './pl'

type Tree = { [key: string]: string | Tree }

/** Every path to a text, with the placeholders that stand in it; plural forms count as one text. */
function outline(texts: Tree, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, text]) => {
    const here = `${path}/${key}`
    if (typeof text === 'string') return [`${here} ${(text.match(/\{\w+\}/g) ?? []).sort().join()}`]
    if ('other' in text) {
      for (const form of Object.values(text)) expect(form, here).toContain('#')
      return [`${here} #`]
    }
    return outline(text, here)
  })
}

describe('the languages', () => {
  it('have the same texts with the same placeholders', () => {
    const polish: Tree = { icon: pl.icon, frame: pl.frame, extras: plExtras } as unknown as Tree
    const english: Tree = { icon: en.icon, frame: en.frame, extras: enExtras } as unknown as Tree
    expect(outline(english)).toEqual(outline(polish))
  })
  it('leave no text empty', () => {
    for (const texts of [pl.icon, pl.frame, plExtras, en.icon, en.frame, enExtras])
      for (const [key, text] of Object.entries(texts)) expect(text, key).not.toBe('')
  })
  it.each([
    [1, '1 nowa wiadomość'],
    [2, '2 nowe wiadomości'],
    [5, '5 nowych wiadomości'],
    [12, '12 nowych wiadomości'],
    [22, '22 nowe wiadomości'],
    [25, '25 nowych wiadomości'],
  ])('count %i in Polish', (n, words) => {
    expect(plural('pl', n, pl.icon.unread)).toBe(words)
  })
})
