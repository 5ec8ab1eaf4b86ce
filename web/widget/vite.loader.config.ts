import { defineConfig } from 'vite'

// The script a shop pastes: one IIFE. It is built before the frame and empties their common folder.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../dist/widget',
    emptyOutDir: true,
    target: 'es2020',
    lib: {
      entry: 'loader/main.ts',
      formats: ['iife'],
      name: 'RozmowaLoader',
      fileName: () => 'loader.js',
    },
  },
})
