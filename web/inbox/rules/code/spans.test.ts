import { expect, test } from 'vitest'
import { bare, spanAround, spans } from './spans'

test.each([
  ['a text in quotes', 'a == "x or y"', ['"x or y"']],
  ['either quote in the other', `a == 'x "' or b == "it's"`, [`'x "'`, `"it's"`]],
  ['escaped quotes and backslashes', String.raw`"a\"b" or 'c\\' or "\\\""`, [String.raw`"a\"b"`, String.raw`'c\\'`, String.raw`"\\\""`]],
  ['a backslash in backticks is a sign like others', '`\\` or `x`', ['`\\`', '`x`']],
  ['two backticks stand for one, and lines don’t end it', '`a``"\nb` or c', ['`a``"\nb`']],
  ['a comment up to the line’s end', 'a // it’s "so\nor "b"', ['// it’s "so', '"b"']],
  ['a comment over lines', `/* it's\n*/ a == "b" // c's`, [`/* it's\n*/`, '"b"', `// c's`]],
  ['no comment in a text', '"https://x" `/*` \'//\'', ['"https://x"', '`/*`', "'//'"]],
  ['/*/ is not closed yet', '/*/ a */ b', ['/*/ a */']],
  ['# and / are signs', 'a / b # c', []],
  ['an open text ends with its line', 'a == "b\nor c', ['"b']],
  ['a backslash at the line’s end escapes nothing', 'a == "b\\\nor c == "d"', ['"b\\', '"d"']],
  ['other quotes, ended by any', 'a == „VIP" or b == «x» or c', ['„VIP"', '«x»']],
])('%s', (_, source, wanted) => {
  expect(spans(source).map(({ from, to }) => source.slice(from, to))).toEqual(wanted)
})

test.each([
  ['a == "x|"', 'text'],
  ['a == "x"|', undefined],
  ['a == "x\\"|', 'text'],
  ['a == `x\n|', 'text'],
  ['a == "x\n|', undefined],
  ['a // x|', 'comment'],
  ['a // x\n|', undefined],
  ['/* x|', 'comment'],
  ['/* x */|', undefined],
  ['a|', undefined],
  ['|', undefined],
])('what %s stands in', (marked, wanted) => {
  expect(spanAround(marked.replace('|', ''), marked.indexOf('|'))?.kind).toBe(wanted)
})

test('everything keeps its place where texts and comments are emptied', () => {
  const source = 'a == "or" // or\nor `b`/* and */ "c'
  expect(bare(source)).toBe('a == "  "      \nor " "          " ')
})
