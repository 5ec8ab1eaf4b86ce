import { defineConfig } from "vitest/config";
import { Failures } from "./failures";

// The browser tests: real Postgres, Temporal, api, worker and Chromium. One file at a time, since each has a
// stack of its own and the machine two cores. Times are those of a slow machine: only what hangs uses them up.
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../node_modules/.vite/e2e",
  test: {
    include: ["*.test.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
    retry: 0,
    reporters: ["verbose", new Failures()],
  },
});
