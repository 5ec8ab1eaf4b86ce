/** What a piece of a condition is, for its colour. */
export type Token = 'comment' | 'text' | 'number' | 'word' | 'literal' | 'function' | 'name' | 'sign' | 'bracket' | 'wrong'

/** The part of CodeMirror's stream that is read by. */
export interface Stream {
  match(pattern: RegExp): unknown
  next(): string | void
  eatSpace(): boolean
  skipToEnd(): void
  eol(): boolean
}

/** What goes on from line to line: an open comment or quote. */
export interface State {
  inside: '' | '*/' | '"' | "'" | '`'
}

const WORDS = /^(?:and|or|not|in|contains|matches|startsWith|endsWith)(?![\p{L}\p{N}_$])/u
const LITERALS = /^(?:true|false|nil)(?![\p{L}\p{N}_$])/u
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)*/u
const FUNCTION = /^[\p{L}_$][\p{L}\p{N}_$]*(?=\s*\()/u

/** The next token of a condition, as expr reads them. */
export function token(stream: Stream, state: State): Token | null {
  if (state.inside !== '') return rest(stream, state)
  if (stream.eatSpace()) return null
  if (stream.match(/^\/\/.*/)) return 'comment'
  if (stream.match(/^\/\*/)) {
    state.inside = '*/'
    return rest(stream, state)
  }
  for (const quote of ['"', "'", '`'] as const) {
    if (!stream.match(new RegExp(`^${quote}`))) continue
    state.inside = quote
    return rest(stream, state)
  }
  if (stream.match(/^\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
  if (stream.match(WORDS)) return 'word'
  if (stream.match(LITERALS)) return 'literal'
  if (stream.match(FUNCTION)) return 'function'
  if (stream.match(NAME)) return 'name'
  if (stream.match(/^(?:==|!=|<=|>=|&&|\|\||\?\?|[<>!+\-*/%?:,|])/)) return 'sign'
  if (stream.match(/^[()[\]{}]/)) return 'bracket'
  stream.next()
  return 'wrong'
}

/** What is left on the line of a comment or quote. */
function rest(stream: Stream, state: State): Token {
  const kind = state.inside === '*/' ? 'comment' : 'text'
  const end = state.inside
  if (end === '*/') {
    if (stream.match(/^.*?\*\//)) state.inside = ''
    else stream.skipToEnd()
    return kind
  }
  while (!stream.eol()) {
    const char = stream.next()
    if (char === '\\' && end !== '`') stream.next()
    else if (char === end) {
      state.inside = ''
      return kind
    }
  }
  // Only backquotes go on over lines.
  if (end !== '`') state.inside = ''
  return kind
}
