import { defineConfig } from 'vite'

// The demo shops; the server answers every path below /demo/ that is no file with index.html.
export default defineConfig({
  root: import.meta.dirname,
  base: '/demo/',
  publicDir: false,
  build: {
    outDir: '../dist/demo',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
  },
})
