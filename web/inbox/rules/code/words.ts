import type { Option } from './context'

/** What the editor says of things, in the reader's language. */
export interface CodeWords {
  /** What a name, function or join means. */
  meaning: (option: Option) => string
  /** What kind of thing it is: "tekst", "liczba". */
  kind: (option: Option) => string
  /** A word as people call it: `return` is "Zwrot". */
  word: (of: string, word: { word: string; builtin?: boolean }) => string
  example: string
  fix: string
  placeholder: string
  label: string
  /** CodeMirror's own texts, by their English. */
  phrases: Record<string, string>
}
