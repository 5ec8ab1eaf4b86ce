/** One remembered word in a web storage that may be full, blocked or absent; then it lives with the page. */
export interface Note {
  read(): string | null
  write(word: string | null): void
}

export function createNote(area: 'localStorage' | 'sessionStorage', name: string): Note {
  let kept: string | null = null
  return {
    read() {
      try {
        return window[area].getItem(name)
      } catch {
        return kept
      }
    },
    write(word) {
      kept = word
      try {
        if (word === null) window[area].removeItem(name)
        else window[area].setItem(name, word)
      } catch {
        // The page's own memory has it.
      }
    },
  }
}
