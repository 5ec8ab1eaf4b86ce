/** What begins a search in what is being written: `/` for canned replies, `@` for colleagues. */
export type Sign = '/' | '@'

export interface Trigger {
  readonly sign: Sign
  /** Where the sign stands; what is found takes its place up to the caret. */
  readonly from: number
  /** What was typed behind it. */
  readonly query: string
}

/** The longest name there is to look for. */
const LONGEST = 60

/**
 * What is looked for at the caret: the nearest sign before it on its line, at the beginning or after white space (`@`
 * after an opening bracket or quote, too), with something else than a blank behind it. So "24 / 7", "i/lub" and
 * addresses look for nothing.
 */
export function triggerAt(text: string, caret: number, signs: readonly Sign[]): Trigger | undefined {
  const start = Math.max(text.lastIndexOf('\n', caret - 1) + 1, caret - LONGEST - 1)
  for (let from = caret - 1; from >= start; from--) {
    const sign = signs.find((one) => one === text[from])
    if (sign === undefined || !(sign === '@' ? /^$|[\s([„"]/ : /^$|\s/).test(text.charAt(from - 1))) continue
    const query = text.slice(from + 1, caret)
    if (!/^\s/.test(query)) return { sign, from, query }
  }
  return undefined
}
