import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { Annotation, Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder, tooltips } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { ConditionDiagnostic, RuleLanguage } from '../../api/types'
import { completions, type HelpSource, hoverHelp, signatureHelp } from './help'
import { colours, looks } from './looks'
import { type State, type Token, token } from './tokens'
import type { CodeWords } from './words'

const TAGS: Record<Token, (typeof tags)['comment']> = {
  comment: tags.comment,
  text: tags.string,
  number: tags.number,
  word: tags.keyword,
  literal: tags.bool,
  function: tags.function(tags.variableName),
  name: tags.variableName,
  sign: tags.operator,
  bracket: tags.bracket,
  wrong: tags.invalid,
}

const expr = StreamLanguage.define<State>({
  name: 'expr',
  startState: () => ({ inside: '' }),
  copyState: (state) => ({ ...state }),
  token,
  tokenTable: TAGS,
  languageData: { closeBrackets: { brackets: ['(', '[', '"'] }, commentTokens: { line: '//' } },
})

/** A change that nobody made here, so that nobody has to be told. */
const fromElsewhere = Annotation.define<boolean>()

export interface CodeHandle {
  focus: () => void
  /** Brings the cursor to a place. */
  show: (from: number, to: number) => void
}

export interface CodeEditorProps {
  value: string
  onChange: (text: string) => void
  onFormat: () => void
  language: Pick<RuleLanguage, 'names' | 'functions'> | undefined
  diagnostics: readonly ConditionDiagnostic[] | undefined
  /** A diagnostic in words. */
  sentence: (found: ConditionDiagnostic) => string
  words: CodeWords
  describedBy: string
  invalid: boolean
  handle: RefObject<CodeHandle | null>
}

/** The text of a condition, with help while one writes. Tab leaves it. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, diagnostics, words, describedBy, invalid, handle } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const spoken = useRef(new Compartment())
  const now = useRef(props)
  now.current = props

  useEffect(() => {
    const source: HelpSource = { language: () => now.current.language, words: () => now.current.words }
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: now.current.value,
        extensions: [
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          expr,
          syntaxHighlighting(colours),
          // Its list is scrolled by the arrow keys while the keyboard stays in the text. axe calls that a scrollable region which the
          // keyboard can't reach: it knows such lists of comboboxes only, and a text of several lines can't be one.
          autocompletion({ override: [completions(source)], icons: false, maxRenderedOptions: 200 }),
          signatureHelp(source),
          hoverHelp(source),
          keymap.of([
            {
              key: 'Shift-Alt-f',
              run: () => {
                now.current.onFormat()
                return true
              },
            },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.lineWrapping,
          // A pane that scrolls must not cut them.
          tooltips({ parent: document.body }),
          looks,
          spoken.current.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(fromElsewhere))) return
            now.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [])

  useImperativeHandle(handle, () => ({
    focus: () => view.current?.focus(),
    show: (from, to) => {
      const end = view.current?.state.doc.length ?? 0
      view.current?.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, scrollIntoView: true })
      view.current?.focus()
    },
  }))

  useEffect(() => {
    view.current?.dispatch({
      effects: spoken.current.reconfigure([
        placeholder(words.placeholder),
        EditorState.phrases.of(words.phrases),
        EditorView.contentAttributes.of({
          'aria-label': words.label,
          'aria-describedby': describedBy,
          ...(invalid && { 'aria-invalid': 'true' }),
          'data-field': 'condition',
          spellcheck: 'false',
        }),
      ]),
    })
  }, [words, describedBy, invalid])

  // What came from elsewhere: another version, the tidy form, a condition from the menu. At once when it is drawn: an
  // effect that comes later could meet what was typed meanwhile, and take it back.
  useLayoutEffect(() => {
    const doc = view.current?.state.doc.toString()
    if (doc !== undefined && doc !== value) view.current?.dispatch({ changes: { from: 0, to: doc.length, insert: value }, annotations: fromElsewhere.of(true) })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (!editor || !diagnostics) return
    const end = editor.state.doc.length
    const found = diagnostics.map((diagnostic) => {
      const { fix, severity } = diagnostic
      const from = Math.min(diagnostic.from, end)
      const to = Math.min(Math.max(diagnostic.to, from), end)
      return {
        from,
        to,
        severity,
        message: now.current.sentence(diagnostic),
        ...(fix !== undefined && {
          actions: [
            {
              name: now.current.words.fix.replace('{{text}}', fix),
              apply: (target: EditorView, at: number, until: number) => target.dispatch({ changes: { from: at, to: until, insert: fix } }),
            },
          ],
        }),
      }
    })
    editor.dispatch(setDiagnostics(editor.state, found))
  }, [diagnostics, words])

  return <div ref={place} />
}
