import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import type { RuleLanguage } from '../../api/types'
import { completions } from './help'
import type { CodeWords } from './words'

const language: Pick<RuleLanguage, 'names' | 'functions'> = {
  names: [
    { name: 'context', type: 'text', example: '', words: [{ word: 'complaint', builtin: true }, { word: 'return', builtin: true }] },
    { name: 'now.weekday', type: 'text', example: '', words: [{ word: 'monday', builtin: true }, { word: 'wednesday', builtin: true }] },
    { name: 'channel.name', type: 'text', example: '', words: [{ word: 'Sklep Łódź' }, { word: 'Outlet "2"' }, { word: 'Łódź' }] },
  ],
  functions: [],
}
const polish: Record<string, string> = { complaint: 'Reklamacja', return: 'Zwrot', monday: 'poniedziałek', wednesday: 'środa' }
const words: CodeWords = {
  meaning: () => '',
  kind: () => '',
  word: (_, { word }) => polish[word] ?? word,
  example: '',
  fix: '',
  placeholder: '',
  label: '',
  phrases: {},
}

/** What CodeMirror gets for a place, as it stands on the list where it isn't to filter itself. */
function found(marked: string): CompletionResult | null {
  const state = EditorState.create({ doc: marked.replace('|', '') })
  return completions({ language: () => language, words: () => words })(new CompletionContext(state, marked.indexOf('|'), false))
}

test.each([
  ['by the Polish name', 'context == "zwr|', ['"return"']],
  ['by the word', 'context == "RET|"', ['"return"']],
  ['without quotes', 'context in [zwr|', ['"return"']],
  ['with an accent', 'now.weekday == "śro|', ['"wednesday"']],
  ['without the accent', 'now.weekday == "sro|', ['"wednesday"']],
  ['without the stroke, what begins so first', 'channel.name == "lodz|', ['"Łódź"', '"Sklep Łódź"']],
  ['with a quote in it', 'channel.name == "Outlet \\"2|', ['"Outlet \\"2\\""']],
  ['all of them, in the server’s order', 'context == |', ['"complaint"', '"return"']],
])('a word is found %s', (_, marked, wanted) => {
  const result = found(marked)
  expect(result?.options.map(({ label }) => label)).toEqual(wanted)
  // Else CodeMirror would take away what it doesn't find in the label, and keep the list for what is typed next.
  expect([result?.filter, result?.validFor]).toEqual([false, undefined])
})

test('nothing is said where no word is found', () => {
  expect(found('context == "xyz|')).toBeNull()
})

test('what is chosen takes the place of the whole word', () => {
  expect(found('context == "zwr|ot" or x')).toMatchObject({ from: 11, to: 18 })
  expect(found('cont|ext == "x"')).toMatchObject({ from: 0, to: 7 })
})
