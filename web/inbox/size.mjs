// Checks what the inbox costs before its first screen: what its page names, and the larger language. Exits 1 where that
// is too much.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT = 300_000
const dist = new URL('../dist/inbox/', import.meta.url)
const gzipped = (name) => gzipSync(readFileSync(new URL(`assets/${name}`, dist)), { level: 9 }).length

const html = readFileSync(new URL('index.html', dist)).toString()
const assets = readdirSync(new URL('assets/', dist)).filter((name) => /\.(js|css)$/.test(name))
const first = assets.filter((name) => html.includes(`assets/${name}`))
const languages = assets.filter((name) => /^(pl|en)-.*\.js$/.test(name))
if (first.length < 2 || languages.length !== 2) throw new Error(`not the build this knows: ${assets.join(', ')}`)

const size = first.reduce((sum, name) => sum + gzipped(name), 0) + Math.max(...languages.map(gzipped))
console.log(`${size <= LIMIT ? 'ok  ' : 'FAIL'} inbox: ${size} of ${LIMIT} bytes gzipped (${[...first, ...languages].map((f) => `${f} ${gzipped(f)}`).join(', ')})`)
process.exit(size <= LIMIT ? 0 : 1)
