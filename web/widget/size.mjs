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

let failed = false
const check = (what, ok, words) => {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${words}`)
  failed ||= !ok
}

for (const [what, files, limit] of [
  ['loader', ['loader.js'], 4096],
  ['frame', assets, 16384],
]) {
  const size = files.reduce((sum, name) => sum + gzipped(name), 0)
  check(what, size <= limit, `${size} of ${limit} bytes gzipped (${files.map((f) => `${f} ${gzipped(f)}`).join(', ')})`)
}
for (const name of ['loader.js', 'frame.html']) {
  const found = read(name).toString().split('__ROZMOWA_CONFIG__').length - 1
  check(name, found === 1, `placeholder found ${found} time(s)`)
}
process.exit(failed ? 1 : 0)
