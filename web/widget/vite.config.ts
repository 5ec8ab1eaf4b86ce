import { defineConfig } from 'vite'

// The window: frame.html, which the server fills with the channel's settings, and its hashed files,
// served from dist/widget/ below /assets/widget/.
export default defineConfig({
  root: `${import.meta.dirname}/frame`,
  base: '/assets/widget/',
  publicDir: false,
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  build: {
    outDir: '../../dist/widget',
    emptyOutDir: false, // loader.js is already there
    target: 'es2020',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: `${import.meta.dirname}/frame/frame.html` },
  },
})
