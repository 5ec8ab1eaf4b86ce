import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['inbox/**/*.test.{ts,tsx}', '{widget,shared}/**/*.test.ts'],
  },
})
