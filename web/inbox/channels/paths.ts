/** The server's limits (desk/targeting.go). */
export const MAX_PATHS = 200
const MAX_PATH_LENGTH = 500
const MAX_STARS = 2

export type PathProblem = 'empty' | 'path' | 'no_shop' | 'foreign_host' | 'duplicate' | 'stars' | 'too_long' | 'too_many'
export type ReducedPath = { path: string } | { problem: PathProblem }

/**
 * What a typed path or whole address becomes in the list, as desk.CleanPath makes it. `listed` are the paths that
 * stand there already, `origins` those whose addresses count: see originOf.
 */
export function reduce(typed: string, origins: readonly string[], listed: readonly string[] = []): ReducedPath {
  const text = typed.trim()
  if (text.replaceAll(/\p{Cf}/gu, '') === '') return { problem: 'empty' }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return { problem: 'path' }
  const address = split(text)
  if (!address) return { problem: 'path' }
  if (address.path === '') return { problem: 'empty' }
  if (address.origin !== undefined && !origins.some((own) => hostOf(own) === hostOf(address.origin!))) {
    return { problem: origins.length === 0 ? 'no_shop' : 'foreign_host' }
  }
  const path = tidy(address.path).replaceAll(/\*{2,}/g, '*')
  if ([...path].length > MAX_PATH_LENGTH) return { problem: 'too_long' }
  if (path.split('*').length - 1 > MAX_STARS) return { problem: 'stars' }
  if (listed.some((other) => canonical(other) === canonical(path))) return { problem: 'duplicate' }
  return { path }
}

/**
 * Several lines at once: what can be added is, the rest stays in the field with the first problem. A line that is
 * listed already is dropped among others, and pointed out alone.
 */
export function addLines(
  typed: string,
  origins: readonly string[],
  listed: readonly string[],
): { paths: string[]; rest: string; problem?: PathProblem } {
  const lines = typed.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  if (lines.length === 0) return { paths: [...listed], rest: typed, problem: 'empty' }
  const paths = [...listed]
  const rest: string[] = []
  let problem: PathProblem | undefined
  for (const line of lines) {
    const reduced = reduce(line, origins, paths)
    if ('path' in reduced && paths.length < MAX_PATHS) {
      paths.push(reduced.path)
      continue
    }
    const why = 'path' in reduced ? 'too_many' : reduced.problem
    if (why === 'duplicate' && lines.length > 1) continue
    problem ??= why
    rest.push(line.trim())
  }
  return { paths, rest: rest.join('\n'), ...(problem && { problem }) }
}

/** An address's origin as browsers write it; `https://` may be missing. Undefined when it isn't an address of the web. */
export function originOf(address: string): string | undefined {
  const text = address.trim()
  if (text === '') return undefined
  try {
    const url = new URL(text.includes('://') ? text : `https://${text}`)
    const web = url.protocol === 'https:' || url.protocol === 'http:'
    return web && url.hostname !== '' && url.username === '' && url.password === '' ? url.origin : undefined
  } catch {
    return undefined
  }
}

/** The origins whose pages a chat knows; what isn't an address yet is left out. */
export function originsOf(draft: { shopUrl: string; origins: readonly string[] }): string[] {
  return [draft.shopUrl, ...draft.origins].flatMap((address) => originOf(address) ?? [])
}

/** Takes what stands before query and fragment apart; undefined when it is no address of the web. A path has no origin. */
function split(typed: string): { path: string; origin?: string } | undefined {
  const address = (typed.split(/[#?]/, 1)[0] ?? '').replaceAll('\\', '/').trim() // as browsers do
  const whole = address.startsWith('//') ? `https:${address}` : looksLikeHost(address) && !address.includes('://') ? `https://${address}` : address
  if (whole.startsWith('/') || !whole.includes('://')) return { path: whole } // it may hold an address: /go/https://other.pl
  const match = /^([^/]*:\/\/[^/]*)(.*)$/.exec(whole)
  // URL would take a host that isn't there from the path.
  const origin = match?.[1] === undefined || match[1].endsWith('//') || match[1].includes('*') ? undefined : originOf(match[1])
  return origin === undefined ? undefined : { path: match?.[2] || '/', origin }
}

/** An origin without its scheme: a shop is the same over both. */
const hostOf = (origin: string) => origin.slice(origin.indexOf('://'))

/** A path with one slash at its beginning, none and no blanks at its end, and without dot segments. */
function tidy(path: string): string {
  // Again as long as what is taken away bares something more.
  for (let before = ''; path !== before; ) {
    before = path
    path = `/${withoutDots(`/${path.replace(/[/\s]+$/, '')}`).replace(/^\/+|\/+$/g, '')}`
  }
  return path
}

/** Tells shop.pl/blog, as people copy it, from blog/shop. */
function looksLikeHost(address: string): boolean {
  if (address.startsWith('/') || address.startsWith('*')) return false
  const host = address.split('/', 1)[0] ?? ''
  const name = host.split(':', 1)[0] ?? ''
  return name.includes('.') && !name.startsWith('.') && !/[%* ]/.test(name) && !/\.(html?|php)$/.test(name)
}

/** "." and ".." are resolved as browsers do before a page knows its path. */
function withoutDots(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    const plain = part.replaceAll(/%2e/gi, '.')
    if (plain === '.') continue
    if (plain !== '..') kept.push(part)
    else if (kept.length > 1) kept.pop()
  }
  return kept.join('/')
}

/** Two ways to write one path are equal in this form. */
function canonical(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC')
  } catch {
    return path.normalize('NFC')
  }
}
