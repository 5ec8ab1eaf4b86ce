import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The inbox's colours are variables that know light and dark, so one theme does for both. */
export const looks = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--surface)', border: '1px solid var(--line)', borderRadius: '8px', fontSize: '0.875rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', lineHeight: '1.6' },
  '.cm-content': { minHeight: '104px', padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'light-dark(#bfe3e0, #1f5557)',
  },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-wash)', outline: '1px solid var(--accent)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', color: 'var(--bad)' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: '0 4px 16px rgb(0 0 0 / 18%)',
    maxWidth: 'min(440px, 92vw)',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '0.8125rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', maxHeight: '15em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', display: 'flex', gap: '10px', alignItems: 'baseline' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-wash)', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete-disabled ul li[aria-selected]': { background: 'var(--hover)' },
  '.cm-completionDetail': { marginLeft: 'auto', fontStyle: 'normal', fontFamily: 'var(--mantine-font-family)', color: 'var(--ink-soft)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', maxWidth: 'min(340px, 90vw)' },
  '.cm-help': { padding: '8px 12px' },
  '.cm-signature, .cm-example': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', overflowWrap: 'anywhere' },
  '.cm-signature b': { color: 'var(--accent)', textDecoration: 'underline' },
  '.cm-meaning': { marginTop: '4px' },
  '.cm-exampleLabel': { marginTop: '6px', color: 'var(--ink-soft)', fontSize: '0.75rem' },
  '.cm-diagnostic': { padding: '6px 12px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--warn)' },
  '.cm-diagnosticAction': { color: 'light-dark(#ffffff, #101214)', backgroundColor: 'var(--accent)', borderRadius: '4px', padding: '2px 8px', marginLeft: '8px', cursor: 'pointer' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)', textDecorationSkipInk: 'none', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn)', textDecorationSkipInk: 'none', textUnderlineOffset: '3px' },
  '.cm-lintRange-active': { backgroundColor: 'var(--note)' },
})

export const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: tags.string, color: 'light-dark(#8a4b00, #ffc078)' },
  { tag: tags.number, color: 'light-dark(#7a3ea1, #d0a2f7)' },
  { tag: tags.keyword, color: 'light-dark(#0b5cad, #7cc0ff)', fontWeight: '600' },
  { tag: tags.bool, color: 'light-dark(#7a3ea1, #d0a2f7)' },
  { tag: tags.function(tags.variableName), color: 'light-dark(#0a6560, #76c5bf)' },
  { tag: tags.variableName, color: 'var(--ink)' },
  { tag: tags.operator, color: 'var(--ink-soft)' },
  { tag: tags.bracket, color: 'var(--ink-soft)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])
