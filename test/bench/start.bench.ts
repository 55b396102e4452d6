import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { prepareLedger } from '../../src/store/ledger.ts';
import { compare, report } from './measure.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

it('start-up against node -e 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bilan-bench-'));
  const ledger = join(folder, 'bilan.duckdb');
  await prepareLedger(ledger);
  const node = ['node -e 0', () => execFileSync(process.execPath, ['-e', '0'])] as const;
  const ratios = [
    await compare('bilan --help', node, () => execFileSync(process.execPath, [bin, '--help'])),
    await compare('bilan sql "select 1"', node, () =>
      execFileSync(process.execPath, [bin, '--db', ledger, 'sql', 'select 1']),
    ),
  ];
  rmSync(folder, { recursive: true });
  report(ratios);
  expect(ratios).toHaveLength(2);
});
