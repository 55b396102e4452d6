import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_STATEMENTS } from '../../src/cli/commands/demo.ts';
import { type Outcome, parseExact, runMain } from '../support/workspace.ts';

type Row = Record<string, string | number | null>;

// The second pass of `npm test` runs under another time zone; one demo of a minute is enough, and it prints dates of its own clock.
describe.skipIf(process.env.BILAN_TEST_ZONE !== undefined)(
  'the demo (only in the first pass of npm test)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'bilan-demo-'));
    const now = '2026-11-01T00:00:00Z';
    let outcome: Outcome;

    const sql = async (statement: string): Promise<Row[]> => {
      const answer = await runMain(folder, ['-c', 'demo/bilan.yaml', 'sql', '--format', 'json', statement], {
        now,
      });
      expect(answer.stderr).toBe('');
      return parseExact(answer.stdout);
    };

    beforeAll(async () => {
      outcome = await runMain(folder, ['demo', '--no-progress'], { now });
    }, 900_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    it('does the whole job and says what it made and what to try next', () => {
      expect(outcome.code).toBe(0);
      for (const month of ['2026-01', '2026-02']) {
        expect(outcome.stdout).toContain(`demo/reports-out/carbon-monthly-${month}-en.pdf`);
        expect(outcome.stdout).toContain(`demo/reports-out/carbon-monthly-${month}-en.xlsx`);
      }
      for (const name of ['obsolescence-audit', 'backup-compliance']) {
        expect(outcome.stdout).toContain(`demo/reports-out/${name}-2026-03-02-en.pdf`);
        expect(outcome.stdout).toContain(`demo/reports-out/${name}-2026-03-02-en.xlsx`);
      }
      for (const statement of DEMO_STATEMENTS) expect(outcome.stdout).toContain(statement);
      expect(readdirSync(join(folder, 'demo')).sort()).toEqual(
        expect.arrayContaining(['bilan.duckdb', 'bilan.yaml', 'reference', 'reports-out', 'samples']),
      );
    });

    it('leaves a workspace in which the statements it names work', async () => {
      for (const statement of DEMO_STATEMENTS) expect((await sql(statement)).length).toBeGreaterThan(0);
    });

    it('gives every kilogram to someone, over whole months', async () => {
      const months = await sql(
        `select strftime(month, '%Y-%m') as month, min(days_covered) as days, count(*) as services,
         sum(total_market_kgco2e) as market from service_month group by 1 order by 1`,
      );
      expect(months).toMatchObject([
        { month: '2026-01', days: 31, services: 40 },
        { month: '2026-02', days: 28, services: 40 },
      ]);
      const residue = await sql(
        'select max(abs(residue::double)) as residue, sum(unallocated)::double as unallocated, count(*) as checked from conservation',
      );
      expect(Number(residue[0]?.residue)).toBeLessThan(1e-9);
      expect(residue[0]?.unallocated).toBe(0);
      const equipment = await sql(
        `select sum(scope1_kgco2e + scope2_market_kgco2e + scope3_market_kgco2e)::double as market from equipment_day`,
      );
      const services = months.reduce((sum, row) => sum + Number(row.market), 0);
      expect(services).toBeCloseTo(Number(equipment[0]?.market), 6);
    });

    it('renders the same bytes again', async () => {
      const again = await runMain(
        folder,
        ['-c', 'demo/bilan.yaml', 'report', 'carbon-monthly', '--month', '2026-02', '--out', 'again'],
        { now: '2027-05-05T05:05:05Z' },
      );
      expect(again.code).toBe(0);
      const day = await runMain(
        folder,
        [
          ...['-c', 'demo/bilan.yaml', 'report', 'obsolescence-audit', 'backup-compliance'],
          ...['--as-of', '2026-03-02', '--out', 'again'],
        ],
        { now: '2027-05-05T05:05:05Z' },
      );
      expect(day.code).toBe(0);
      expect(readdirSync(join(folder, 'again'))).toHaveLength(6);
      for (const file of readdirSync(join(folder, 'again'))) {
        const first = readFileSync(join(folder, 'demo/reports-out', file));
        expect(readFileSync(join(folder, 'again', file)).equals(first)).toBe(true);
      }
    });

    it('refuses a folder that is in use, unless it is an earlier demo and --force is given', async () => {
      const refused = await runMain(folder, ['demo'], { now });
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain('--force');
    });
  },
);
