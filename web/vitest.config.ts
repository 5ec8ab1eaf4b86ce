import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['inbox/**/*.test.{ts,tsx}', '{widget,shared}/**/*.test.ts'],
    testTimeout: 60_000, // Go's tests run beside them
  },
})
