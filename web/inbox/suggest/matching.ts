/** A text as it is searched: neither case nor accents matter, nor does the stroke of ł. */
export function folded(text: string): string {
  return text
    .toLocaleLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ł', 'l')
}

/** Those in which every word looked for stands: first those whose name begins with it, then in the name, then beside it. */
export function matching<Item extends { name: string; beside?: string }>(items: readonly Item[], query: string): Item[] {
  const whole = folded(query).trim()
  const words = whole.split(/\s+/).filter(Boolean)
  const ranks: Item[][] = [[], [], []]
  for (const item of items) {
    const name = folded(item.name)
    const within = (text: string) => words.every((word) => text.includes(word))
    const rank = name.startsWith(whole) ? 0 : within(name) ? 1 : within(`${name} ${folded(item.beside ?? '')}`) ? 2 : -1
    ranks[rank]?.push(item)
  }
  return ranks.flat()
}
