import { defineConfig } from "vitest/config";

// The browser tests: real Postgres, Temporal, api, worker and Chromium. One file at a time, since each has a
// stack of its own and the machine two cores.
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../node_modules/.vite/e2e",
  test: {
    include: ["*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry: 0,
    reporters: ["verbose"],
  },
});
