import { defineConfig } from 'vitest/config';

/** Zone and locale are pinned; `npm run test:zone` runs the same tests under another zone. */
const timezone = process.env['BILAN_TEST_ZONE'] ?? 'UTC';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/ledger-template.ts'],
    env: { TZ: timezone, LC_ALL: 'C', NO_COLOR: '1' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
