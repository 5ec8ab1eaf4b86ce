/** A colleague named in a note, by the name that stands in its text behind an @. */
export interface Mention {
  readonly id: string
  readonly name: string
}

export interface Piece {
  readonly text: string
  /** Who is named by it. */
  readonly person?: Mention
}

/** A text cut where it names one of the people: at an @ the longest of their names that stands there as a whole. */
export function namedIn(text: string, people: readonly Mention[]): Piece[] {
  const names = [...new Set(people.map(({ name }) => name))].filter(Boolean).sort((a, b) => b.length - a.length)
  const pieces: Piece[] = []
  // Of people who share a name each is named once before one is again.
  const left = [...people]
  let done = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const end = (name: string) => at + 1 + name.length
    const name = names.find((one) => text.startsWith(one, at + 1) && !isWord(text, end(one)))
    if (name === undefined || isWord(text, at - 1)) continue
    const next = left.findIndex((person) => person.name === name)
    const person = next >= 0 ? left.splice(next, 1)[0]! : people.find((one) => one.name === name)!
    if (at > done) pieces.push({ text: text.slice(done, at) })
    done = end(name)
    pieces.push({ text: text.slice(at, done), person })
    at = done - 1
  }
  if (done < text.length) pieces.push({ text: text.slice(done) })
  return pieces
}

/** Whether a letter or digit stands there. */
function isWord(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at))
}

/** Those of the people whom the text names, each once. */
export function mentionedIn(text: string, people: readonly Mention[] = []): Mention[] {
  const named = new Map(namedIn(text, people).flatMap(({ person }) => (person ? [[person.id, person]] : [])))
  return [...named.values()]
}
