// Checks what a shop's customers download: gzipped sizes against their limits, and that the server
// finds its placeholder exactly once in each file it fills. Exits 1 where something is wrong.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/widget/', import.meta.url)
const read = (name) => readFileSync(new URL(name, dist))
const gzipped = (name) => gzipSync(read(name), { level: 9 }).length

const assets = readdirSync(new URL('assets/', dist))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`)
// What frame.html doesn't name is loaded on first use: files, the transcript.
const html = read('frame.html').toString()
const first = assets.filter((name) => html.includes(name))

let failed = false
const check = (what, ok, words) => {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${words}`)
  failed ||= !ok
}

for (const [what, files, limit] of [
  ['loader', ['loader.js'], 4096],
  ['frame', first, 16384],
  ['extras', assets.filter((name) => !first.includes(name)), 8192],
]) {
  const size = files.reduce((sum, name) => sum + gzipped(name), 0)
  check(what, files.length > 0 && size <= limit, `${size} of ${limit} bytes gzipped (${files.map((f) => `${f} ${gzipped(f)}`).join(', ')})`)
}
for (const name of first.filter((name) => name.endsWith('.js'))) {
  const script = read(name).toString()
  // What it imported at once would be another request before the window shows.
  check(name, !/\bimport\s*["'{*]|\bfrom\s*["']\.\//.test(script), 'imports nothing at once')
  check(name, /\bimport\(`\.\/extras-/.test(script), 'imports the extras when they are wanted')
}
for (const name of ['loader.js', 'frame.html']) {
  const found = read(name).toString().split('__ROZMOWA_CONFIG__').length - 1
  check(name, found === 1, `placeholder found ${found} time(s)`)
}
process.exit(failed ? 1 : 0)
