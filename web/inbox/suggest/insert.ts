/** Puts a text in the place of a part of what stands in the field, as if it were typed: it can be undone by the keyboard. */
export function insertAt(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus()
  field.setSelectionRange(from, to)
  // Nothing else leaves the browser's own undo as it was.
  if (document.execCommand('insertText', false, text)) return
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
