import { defineConfig } from 'vite'

// The configurator's preview: the widget's own code in two pages, served as /widget/preview and
// /widget/preview/frame, with their hashed files from dist/preview/ below /assets/preview/.
export default defineConfig({
  root: import.meta.dirname,
  base: '/assets/preview/',
  publicDir: false,
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  build: {
    outDir: '../../dist/preview',
    emptyOutDir: true,
    target: 'es2022', // admins' browsers, as the inbox
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: [`${import.meta.dirname}/page.html`, `${import.meta.dirname}/frame.html`] },
  },
})
