import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../collect/power/real-prometheus.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/measured-power-2007-02.csv');

const REFERENCE = {
  datacenters: [{ datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned' }],
  equipment: [{ equipment_id: 'meter', category: 'compute', datacenter_id: 'EB4' }],
  pue: [{ datacenter_id: 'EB4', period: '2007', pue: 1 }],
  energy_mix: [{ datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2007-01-01', share: 1 }],
  emission_factors: [{ supplier_id: 'A', year: 2007, scope2_kgco2e_per_kwh: 0.05 }],
  grid_factors: [{ country: 'FR', year: 2007, scope2_kgco2e_per_kwh: 0.05 }],
};

const DAYS = ['--from', '2007-02-01', '--to', '2007-02-02'];

const figures = async (ws: Workspace): Promise<unknown> => {
  ws.writeReference(REFERENCE);
  await ws.ok(['collect', ...DAYS]);
  await ws.ok(['calculate', ...DAYS]);
  return ws.sql('select * exclude (run_id) from equipment_day order by day');
};

// A machine without Prometheus may skip this; CI may not.
describe.skipIf(!hasPrometheus && process.env.CI !== 'true')(
  'two measured days through a real Prometheus (skipped where its Debian package is not installed)',
  () => {
    const lines = readFileSync(FIXTURE, 'utf8').trimEnd().split(/\r?\n/).slice(1);
    let prometheus: RunningPrometheus;

    beforeAll(async () => {
      const samples = lines.map((line) => {
        const [local, watts] = line.split(',');
        return `equipment_power_watts{equipment="meter"} ${watts} ${Date.parse(`${local}+01:00`) / 1000}`;
      });
      prometheus = await startPrometheus(
        `# TYPE equipment_power_watts gauge\n${samples.join('\n')}\n# EOF\n`,
      );
    });

    afterAll(() => prometheus?.stop());

    it('gives the same energy, coverage and sample count as the CSV path', async () => {
      const head = 'database: bilan.duckdb\nreference: reference\npower:\n';
      const files = createWorkspace(
        `${head}  - type: files\n    path: power/*\n    timezone: Europe/Paris\n`,
      );
      files.write(
        'power/house.csv',
        `equipment_id,ts,power_w\n${lines.map((line) => `meter,${line}`).join('\n')}\n`,
      );
      const http = createWorkspace(`${head}  - type: prometheus\n    url: ${prometheus.url}\n`);
      const fromFiles = await figures(files);
      expect(await figures(http)).toEqual(fromFiles);
      expect(fromFiles).toMatchObject([
        { day: '2007-02-01', coverage: 1, sample_count: 1440 },
        { day: '2007-02-02', sample_count: 1440 },
      ]);
    });
  },
);
