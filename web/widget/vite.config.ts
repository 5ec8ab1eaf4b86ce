import { readdirSync } from 'node:fs'
import { defineConfig } from 'vite'

const outDir = `${import.meta.dirname}/../dist/widget`
const extras = readdirSync(`${outDir}/assets`).filter((name) => name.startsWith('extras-'))
if (extras.length !== 1) throw new Error(`${outDir}/assets has ${extras.length} extras: build them first (npm run build:widget)`)

// The window: frame.html, which the server fills with the channel's settings, and its hashed files,
// served from dist/widget/ below /assets/widget/.
export default defineConfig({
  root: `${import.meta.dirname}/frame`,
  base: '/assets/widget/',
  publicDir: false,
  define: { EXTRAS: JSON.stringify(`./${extras[0]}`) },
  // The browser's own import(): Vite would wrap one that it sees in a loader of chunks, a tenth of the window's weight.
  plugins: [{ name: 'plain-import', renderChunk: (code) => code.replace('importPlainly(', 'import(') }],
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  build: {
    outDir,
    emptyOutDir: false, // loader.js and the extras are already there
    target: 'es2020',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: `${import.meta.dirname}/frame/frame.html` },
  },
})
