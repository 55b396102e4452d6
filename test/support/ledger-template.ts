import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { prepareLedger } from '../../src/store/ledger.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty ledger with all its views; copied where a test needs one, since making it takes most of a second. */
    ledgerTemplate: string;
  }
}

/** Makes the template once for all test files. */
export default async (project: TestProject): Promise<() => void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bilan-template-'));
  const ledger = join(folder, 'bilan.duckdb');
  await prepareLedger(ledger);
  project.provide('ledgerTemplate', ledger);
  return () => rmSync(folder, { recursive: true, force: true });
};
