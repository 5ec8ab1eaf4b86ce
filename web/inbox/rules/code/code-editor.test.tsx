// @vitest-environment jsdom
import { EditorView } from '@codemirror/view'
import { createRef, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import CodeEditor, { type CodeHandle } from './code-editor'
import type { CodeWords } from './words'

// jsdom lays nothing out.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList

const words: CodeWords = {
  meaning: () => '',
  kind: () => '',
  word: () => '',
  example: '',
  fix: '',
  placeholder: '',
  label: 'Condition',
  phrases: {},
}

const editorIn = (root: HTMLElement) => EditorView.findFromDOM(root.querySelector<HTMLElement>('.cm-editor')!)!

function type(root: HTMLElement, text: string): void {
  const editor = editorIn(root)
  editor.dispatch({ changes: { from: editor.state.doc.length, insert: text } })
}

/** A page around the editor; `drawn` is told of each text that it has drawn. */
function page(drawn: (text: string) => void): { root: HTMLElement; told: string[]; set: (text: string) => void } {
  const root = document.createElement('div')
  document.body.append(root)
  const told: string[] = []
  let set = (_: string) => {}
  function Page() {
    const [text, setText] = useState('')
    set = setText
    useLayoutEffect(() => {
      drawn(text)
    }, [text])
    return (
      <CodeEditor
        value={text}
        onChange={(typed) => {
          told.push(typed)
          setText(typed)
        }}
        onFormat={() => {}}
        language={undefined}
        diagnostics={undefined}
        sentence={() => ''}
        words={words}
        describedBy="hint"
        invalid={false}
        handle={createRef<CodeHandle>()}
      />
    )
  }
  createRoot(root).render(<Page />)
  return { root, told, set: (text) => set(text) }
}

test('a key pressed while the page draws the last one isn’t taken back', async () => {
  const { root, told } = page((text) => {
    if (text === 'a') type(root, 'b')
  })
  await vi.waitFor(() => editorIn(root))
  type(root, 'a')
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(1))
  await vi.waitFor(() => expect(editorIn(root).state.doc.toString()).toBe('ab'))
  expect(told).toEqual(['a', 'ab'])
})

test('a text from elsewhere takes the place of what stands there, and nobody is told of it', async () => {
  const { root, told, set } = page(() => {})
  await vi.waitFor(() => editorIn(root))
  set('channel.open')
  await vi.waitFor(() => expect(editorIn(root).state.doc.toString()).toBe('channel.open'))
  expect(told).toEqual([])
})
