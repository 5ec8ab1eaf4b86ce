import { describe, expect, test } from 'vitest'
import type { RuleLanguage } from '../../api/types'
import { aroundParameter, callAt, offerAt, thingAt } from './context'
import { type State, type Token, token } from './tokens'

const language: Pick<RuleLanguage, 'names' | 'functions'> = {
  names: [
    { name: 'channel.name', type: 'text', example: '', words: [{ word: 'Sklep główny' }, { word: 'Outlet "2"' }] },
    { name: 'context', type: 'text', example: '', words: [{ word: 'return', builtin: true }, { word: 'complaint', builtin: true }] },
    { name: 'ticket.tags', type: 'list', example: '', words: [{ word: 'VIP' }] },
    { name: 'ticket.subject', type: 'text', example: '' },
  ],
  functions: [
    { name: 'hasWord', signature: 'hasWord(text, word)', returns: 'yesno', example: '', insert: 'hasWord(${}, "${}")' },
    { name: 'hasAny', signature: 'hasAny(text, phrases)', returns: 'yesno', example: '', insert: 'hasAny(${}, [${}])' },
    { name: 'contains', signature: 'text contains phrase', returns: 'yesno', example: '', insert: 'contains "${}"', infix: true },
  ],
}

/** `|` is where the cursor stands; `insert` of what is offered, in the place of what. */
function offered(marked: string) {
  const at = marked.indexOf('|')
  const text = marked.replace('|', '')
  const offer = offerAt(text, at, language)
  return offer && {
    over: text.slice(offer.from, offer.to),
    what: offer.options.map((option) =>
      option.kind === 'word' ? option.insert : option.kind === 'name' ? option.name.name : option.kind === 'function' ? option.function.name : option.text,
    ),
  }
}

describe('completion', () => {
  const chats = ['"Sklep główny"', '"Outlet \\"2\\""']
  test.each([
    ['a chat behind ==', 'channel.name == |', '', chats],
    ['a chat over what is typed in quotes', 'channel.name == "Skl|"', '"Skl"', chats],
    ['a chat over an open quote', 'channel.name != "Skl|', '"Skl', chats],
    ['a chat over letters without quotes', 'channel.name == Skl|', 'Skl', chats],
    ['a chat whose name has a space, without quotes', 'channel.name == sklep g|', 'sklep g', chats],
    ['a chat whose name has a quote', 'channel.name == "Outlet \\"2|\\""', '"Outlet \\"2\\""', chats],
    ['a chat over other quotes', "channel.name == 'Sk|lep' or x", "'Sklep'", chats],
    ['a chat in front of a comment', 'channel.name == "Skl|" // why', '"Skl"', chats],
    ['a chat in front of a sign', '(channel.name == "Skl|")&& x', '"Skl"', chats],
    ['a chat at a line’s end', 'channel.name == "Skl|"\nand x', '"Skl"', chats],
    ['a chat over an open quote in front of another text', 'channel.name == "Skl| and ticket.subject contains "x"', '"Skl', chats],
    ['a chat over an open quote in front of an empty text', 'channel.name == "Skl| and ticket.subject == ""', '"Skl', chats],
    ['a chat over an open quote in front of a list', 'channel.name == "Skl| and context in ["return", "x"]', '"Skl', chats],
    ['a context behind another comparison', 'channel.name == a and context in [|', '', ['"return"', '"complaint"']],
    ['a context behind one whose name has quotes', 'context in ["a \\"b\\"", "|"]', '""', ['"return"', '"complaint"']],
    ['a context in a list', 'context in [|', '', ['"return"', '"complaint"']],
    ['another context in a list', 'context not in ["return", "com|"]', '"com"', ['"return"', '"complaint"']],
    ['a tag before in', '"V|" in ticket.tags', '"V"', ['"VIP"']],
  ])('%s', (_, marked, over, what) => {
    expect(offered(marked)).toEqual({ over, what })
  })

  test('names, functions and joins elsewhere, over the whole word', () => {
    expect(offered('cha| == "x"')).toEqual({ over: 'cha', what: [...language.names.map(({ name }) => name), 'hasWord', 'hasAny', 'contains', 'and', 'or', 'not'] })
    expect(offered('channel.n|ame')?.over).toBe('channel.name')
    expect(offered('ticket.|')?.what).not.toContain('and')
  })

  test('quotes in a comment and comment signs in backticks change nothing', () => {
    const wanted = offered('cha|')
    expect(offered('// klienci „VIP"\ncha|')).toEqual(wanted)
    expect(offered('ticket.subject matches `https://"` or cha|')).toEqual(wanted)
    expect(offered("/* it's */ cha|")).toEqual(wanted)
  })

  test('nothing in a text that could be any, a comment or a number', () => {
    expect(offered('ticket.subject contains "cha|"')).toBeUndefined()
    expect(offered('// cha|')).toBeUndefined()
    expect(offered('/* it’s "so": cha|')).toBeUndefined()
    expect(offered('// channel.name == |')).toBeUndefined()
    expect(offered("ticket.subject contains 'cha|'")).toBeUndefined()
    expect(offered('ticket.number == 12|')).toBeUndefined()
    expect(offered('channel.name == x an|')?.what).toContain('and')
  })
})

describe('the call around the cursor', () => {
  const called = (marked: string) => {
    const call = callAt(marked.replace('|', ''), marked.indexOf('|'), language.functions)
    return call && [call.function.name, call.argument]
  }
  test.each([
    ['hasWord(|', ['hasWord', 0]],
    ['not hasWord(message.text, |)', ['hasWord', 1]],
    ['hasAny(message.text, ["a", "b|"])', ['hasAny', 1]],
    ['hasWord(message.text, "a, b (|")', ['hasWord', 1]],
    ['hasWord("😀, ", |', ['hasWord', 1]],
    [String.raw`hasWord("C:\\", |`, ['hasWord', 1]],
    [String.raw`hasWord("\", (", |`, ['hasWord', 1]],
    ['hasWord(message.text /* a, ("b" */, |', ['hasWord', 1]],
    ['hasWord(message.text, // "why\n|', ['hasWord', 1]],
    ['hasWord(`"`, |', ['hasWord', 1]],
    ["hasWord('(, ', |", ['hasWord', 1]],
    ['(|a)', undefined],
    ['hasWord(a, b)|', undefined],
  ])('%s', (marked, wanted) => {
    expect(called(marked)).toEqual(wanted)
  })

  test('the parameter that stands there is pointed out', () => {
    expect(aroundParameter('hasWord(text, word)', 0)).toEqual(['hasWord(', 'text', ', word)'])
    expect(aroundParameter('hasWord(text, word)', 1)).toEqual(['hasWord(text, ', 'word', ')'])
    expect(aroundParameter('hasWord(text, word)', 7)).toEqual(['hasWord(text, ', 'word', ')'])
    expect(aroundParameter('containsAny(text, ["phrase", "phrase"])', 1)).toEqual(['containsAny(text, ', '["phrase", "phrase"]', ')'])
    expect(aroundParameter('text contains phrase', 0)).toEqual(['text contains phrase', '', ''])
  })
})

test('what stands under the pointer', () => {
  expect(thingAt('channel.name == "x"', 9, language)).toMatchObject({ from: 0, to: 12, thing: { kind: 'name' } })
  expect(thingAt('x == "context"', 8, language)).toBeUndefined()
  expect(thingAt('x // context', 8, language)).toBeUndefined()
  expect(thingAt('// „VIP"\ncontext', 10, language)).toMatchObject({ from: 9, to: 16 })
})

/** A stream like CodeMirror's over one line. */
function tokens(lines: string): [string, Token][] {
  const state: State = { inside: '' }
  const found: [string, Token][] = []
  for (const line of lines.split('\n')) {
    let at = 0
    while (at < line.length) {
      const from = at
      const kind = token(
        {
          match: (pattern) => {
            const hit = pattern.exec(line.slice(at))
            if (hit) at += hit[0].length
            return hit
          },
          next: () => line[at++],
          eatSpace: () => {
            const blanks = /^\s*/.exec(line.slice(at))![0].length
            at += blanks
            return blanks > 0
          },
          skipToEnd: () => {
            at = line.length
          },
          eol: () => at >= line.length,
        },
        state,
      )
      if (kind) found.push([line.slice(from, at), kind])
    }
  }
  return found
}

test('a condition is read as expr reads it', () => {
  expect(tokens('not hasWord(message.text, "a \\" or") and 1.5 <= x // tak\n/* or\n*/ „y” in ["ż"]')).toEqual([
    ['not', 'word'],
    ['hasWord', 'function'],
    ['(', 'bracket'],
    ['message.text', 'name'],
    [',', 'sign'],
    ['"a \\" or"', 'text'],
    [')', 'bracket'],
    ['and', 'word'],
    ['1.5', 'number'],
    ['<=', 'sign'],
    ['x', 'name'],
    ['// tak', 'comment'],
    ['/* or', 'comment'],
    ['*/', 'comment'],
    ['„', 'wrong'],
    ['y', 'name'],
    ['”', 'wrong'],
    ['in', 'word'],
    ['[', 'bracket'],
    ['"ż"', 'text'],
    [']', 'bracket'],
  ])
})

test('# is a sign that conditions don’t have, and no comment', () => {
  expect(tokens('# or')).toEqual([
    ['#', 'wrong'],
    ['or', 'word'],
  ])
})

test('a name that begins like a word is a name', () => {
  expect(tokens('orders.count in inbox')).toEqual([
    ['orders.count', 'name'],
    ['in', 'word'],
    ['inbox', 'name'],
  ])
})
