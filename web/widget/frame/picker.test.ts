// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeFiles } from './picker'

const take = vi.fn<(files: File[]) => void>()
let pick: () => void
let input: HTMLInputElement
beforeAll(() => {
  pick = takeFiles(take)
  input = document.querySelector('input')!
})
beforeEach(() => {
  take.mockClear()
})

const file = new File(['x'], 'a.png', { type: 'image/png' })
/** An event that brings `files` under the names of `types`. */
function bring(event: 'dragover' | 'drop' | 'paste', types: string[], files: File[] = []): boolean {
  const carried = { types, files }
  return dispatchEvent(Object.assign(new Event(event, { cancelable: true }), { dataTransfer: carried, clipboardData: carried }))
}

describe('files', () => {
  it('are picked in the browser’s own window, several at once, the same ones again', () => {
    const click = vi.spyOn(input, 'click').mockImplementation(() => undefined)
    pick()
    expect(click).toHaveBeenCalled()
    expect([input.multiple, input.style.display, input.accept]).toEqual([true, 'none', 'image/png,image/jpeg,image/webp,image/gif,application/pdf'])
    Object.defineProperty(input, 'files', { value: [file], configurable: true })
    input.onchange!(new Event('change'))
    expect(take).toHaveBeenCalledWith([file])
    expect(input.value).toBe('')
  })

  it('are dropped on the window, which the browser doesn’t leave for them', () => {
    expect(bring('dragover', ['Files'], [file])).toBe(false)
    expect(take).toHaveBeenLastCalledWith([])
    expect(bring('drop', ['Files'], [file])).toBe(false)
    expect(take).toHaveBeenLastCalledWith([file])
  })

  it('are pasted', () => {
    expect(bring('paste', ['Files'], [file])).toBe(false)
    expect(bring('paste', ['text/html', 'Files'], [file]), 'a picture of a web page').toBe(false)
    expect(bring('paste', ['text/plain', 'Files'], [file]), 'a file copied by name').toBe(false)
    expect(take).toHaveBeenCalledTimes(3)
  })

  it.each<['dragover' | 'drop' | 'paste', string[], File[]]>([
    ['dragover', ['text/plain'], []],
    ['drop', ['text/uri-list'], []],
    ['paste', ['text/plain'], []],
    ['paste', ['text/plain', 'text/html', 'text/rtf', 'Files'], [file]],
  ])('aren’t what a %s of %s is about', (event, types, files) => {
    expect(bring(event, types, files)).toBe(true)
    expect(take).not.toHaveBeenCalled()
  })
})
