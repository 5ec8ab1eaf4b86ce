// What customers and agents see as an address is one thing, in the widget and in the inbox.

/** A piece of a text: words, or an address that may be followed. */
export type Piece = { text: string; href?: string }

// Only http(s) and bare www.: everything else (javascript:, data:, mailto:) stays words.
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/gi
const TRAILING = /[.,;:!?'"…»”]+$/

/** Cuts a text into words and addresses. Nothing is lost: the texts joined are the text given. */
export function pieces(text: string): Piece[] {
  const result: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0])
    const href = safe(address)
    if (href === undefined) continue
    if (match.index > end) result.push({ text: text.slice(end, match.index) })
    result.push({ text: address, href })
    end = match.index + address.length
  }
  if (end < text.length) result.push({ text: text.slice(end) })
  return result
}

/** Without the punctuation of the sentence around it, and without a bracket that was opened outside. */
function trimmed(address: string): string {
  let kept = address.replace(TRAILING, '')
  while (/[)\]]$/.test(kept) && !balanced(kept)) kept = kept.slice(0, -1).replace(TRAILING, '')
  return kept
}

function balanced(text: string): boolean {
  const count = (mark: string) => text.split(mark).length
  return count(')') <= count('(') && count(']') <= count('[')
}

/** The address to follow, if it is a whole one on the web. */
export function safe(address: string): string | undefined {
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address)
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url.href : undefined
  } catch {
    return undefined
  }
}
