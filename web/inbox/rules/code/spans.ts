/** A text or comment of a condition, with its signs. */
export interface Span {
  kind: 'text' | 'comment'
  from: number
  to: number
  /** Whether its own sign ends it, not only the end of the line or of the condition. A line's end is a comment's own. */
  closed: boolean
}

/** Quotes that people type or paste beside the straight ones. The server reads these texts too, to say what is wrong with them. */
const FOREIGN = '„”“‟‚’‘‛«»‹›'

/** The texts and comments of a condition in their order, where the server finds them (rules/tokens.go). */
export function spans(source: string): Span[] {
  const found: Span[] = []
  for (let at = 0; at < source.length; at++) {
    const span = spanAt(source, at)
    if (!span) continue
    found.push(span)
    at = span.to - 1
  }
  return found
}

function spanAt(source: string, from: number): Span | undefined {
  const sign = source[from]!
  if (source.startsWith('//', from)) return comment(from, source.indexOf('\n', from), 0, source)
  if (source.startsWith('/*', from)) return comment(from, source.indexOf('*/', from + 2), 2, source)
  if (sign === '`') return raw(source, from)
  if (sign === '"' || sign === "'") return quoted(source, from, sign, true)
  return FOREIGN.includes(sign) ? quoted(source, from, `"${FOREIGN}`, false) : undefined
}

function comment(from: number, end: number, sign: number, source: string): Span {
  return { kind: 'comment', from, to: end < 0 ? source.length : end + sign, closed: end >= 0 }
}

/** A text in backticks goes on over lines; two of them stand for one. */
function raw(source: string, from: number): Span {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] !== '`') continue
    if (source[at + 1] !== '`') return { kind: 'text', from, to: at + 1, closed: true }
    at++
  }
  return { kind: 'text', from, to: source.length, closed: false }
}

/** A text that one of the quotes ends, or the line. */
function quoted(source: string, from: number, quotes: string, escapes: boolean): Span {
  let at = from + 1
  for (; at < source.length && source[at] !== '\n'; at++) {
    if (escapes && source[at] === '\\' && at + 1 < source.length && source[at + 1] !== '\n') at++
    else if (quotes.includes(source[at]!)) return { kind: 'text', from, to: at + 1, closed: true }
  }
  return { kind: 'text', from, to: at, closed: false }
}

/** The text or comment that a place stands in. */
export function spanAround(source: string, at: number): Span | undefined {
  const last = spans(source.slice(0, at)).at(-1)
  return last && !last.closed && last.to === at ? last : undefined
}

/** A condition without its comments and with the texts emptied, everything in its place: blanks, and "  " for each text. */
export function bare(source: string): string {
  let made = ''
  for (const { kind, from, to, closed } of spans(source)) {
    made += source.slice(made.length, from)
    const blank = ' '.repeat(to - from)
    made += kind === 'comment' ? blank : closed ? `"${blank.slice(2)}"` : `"${blank.slice(1)}`
  }
  return made + source.slice(made.length)
}
