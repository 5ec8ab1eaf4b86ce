import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: here,
  base: '/inbox/',
  plugins: [react()],
  build: {
    outDir: '../dist/inbox',
    emptyOutDir: true,
    target: 'es2022',
    // These know light-dark(); without them it would be rewritten to something that custom properties don't survive.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The Content-Security-Policy has no `data:` for scripts and fonts: everything stays a file.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800, // kB before gzip; one chunk is one request
    modulePreload: { polyfill: false },
    // What the page begins with stays together, however many parts beside it are loaded later and share some of it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'inbox', tags: ['$initial'] }] } } },
  },
  server: {
    proxy: { '/api': { target: 'http://localhost:8080', ws: true } },
  },
})
