import { defineConfig } from 'vite'

// What the window loads on first use (frame/extras), for itself: a chunk of the window's own build would come with
// Vite's loader of chunks, which weighs too much there and can't try again.
export default defineConfig({
  root: `${import.meta.dirname}/frame/extras`,
  publicDir: false,
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  build: {
    outDir: '../../../dist/widget',
    emptyOutDir: false, // loader.js is already there
    target: 'es2020',
    modulePreload: false,
    rolldownOptions: {
      input: { extras: `${import.meta.dirname}/frame/extras/index.tsx` },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'assets/[name]-[hash].js' },
    },
  },
})
