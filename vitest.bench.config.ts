import { defineConfig } from 'vitest/config';

/** Benchmarks print ratios against a baseline of the same run; nothing is asserted about time. */
export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    globalSetup: ['test/support/ledger-template.ts'],
    env: { TZ: 'UTC', LC_ALL: 'C', NO_COLOR: '1' },
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    reporters: ['dot'],
    disableConsoleIntercept: true,
  },
});
