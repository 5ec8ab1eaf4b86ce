/** The line that a shop pastes. `origin` is the one of this installation. */
export function snippet(origin: string, key: string): string {
  return `<script async src="${origin}/widget/${key}.js"></script>`
}

/** What a strict Content-Security-Policy of the shop has to allow beside what it does already. */
export function policyLines(origin: string): string {
  return `script-src ${origin}\nframe-src ${origin}`
}
