import { expect, test } from 'vitest';
import { type Cell, openQueryBench, parseQueryCase, parseTextTable } from '../support/query-case.ts';

const SITE = 'datacenter_id country\nEB4 FR';
const EQUIPMENT = 20;

/** Samples of many machines with odd powers, gaps and feeds, in an order that no clock gave. */
const samples = (): (readonly Cell[])[] => {
  const rows: (readonly Cell[])[] = [];
  for (let i = 0; i < EQUIPMENT * 24 * 12; i += 1) {
    const at = (i * 7919) % (EQUIPMENT * 24 * 12);
    const [machine, minute] = [at % EQUIPMENT, Math.floor(at / EQUIPMENT) * 5];
    if ((machine * 13 + minute) % 97 === 0) continue;
    const ts = new Date(Date.UTC(2026, 0, 15, 0, minute)).toISOString();
    rows.push([
      `E${machine}`,
      machine % 3 === 0 ? `F${minute % 2}` : '',
      ts,
      String(100 + ((i * 31) % 7777) / 7),
    ]);
  }
  return rows;
};

test('one thread and two give the same digits of every amount and share', async () => {
  const base = parseQueryCase('why: x\nparameters: { max_gap_minutes: 10 }\nexpect: a');
  const ids = Array.from({ length: EQUIPMENT }, (_, i) => i);
  const given = {
    ...base,
    given: {
      'stage.datacenter': parseTextTable(SITE),
      'stage.equipment': {
        columns: ['equipment_id', 'category', 'datacenter_id'],
        rows: ids.map((i) => [`E${i}`, i % 5 === 0 ? 'network' : i % 2 === 0 ? 'compute' : 'storage', 'EB4']),
      },
      'stage.sample': { columns: ['equipment_id', 'feed', 'ts', 'power_w'], rows: samples() },
      'stage.pue': parseTextTable('datacenter_id period pue\nEB4 2026 1.37'),
      'stage.energy_mix': parseTextTable(
        'datacenter_id supplier_id valid_from share\nEB4 A 2026-01-01 0.61\nEB4 B 2026-01-01 0.39',
      ),
      'stage.emission_factor': parseTextTable(
        'supplier_id year scope2_kgco2e_per_kwh td_loss_rate\nA 2026 0.0571 0.013\nB 2026 0.0113 0.027',
      ),
      'stage.grid_factor': parseTextTable('country year scope2_kgco2e_per_kwh\nFR 2026 0.0519'),
      'stage.itcare_snapshot': parseTextTable('snapshot_seq snapshot_id taken_at\n1 s1 2026-01-15T00:00:00Z'),
      'stage.resource_state': {
        columns: [
          'resource_id',
          'service_id',
          'type',
          'status',
          'datacenter_id',
          'vcpu',
          'storage_gb',
          'from_seq',
        ],
        rows: Array.from({ length: 300 }, (_, i) => [
          String(i + 1),
          String(i % 17),
          'LINUX',
          'ACTIVE',
          'EB4',
          String((i * 7) % 13),
          String((i * 11) % 101),
          '1',
        ]),
      },
    },
  };
  const bench = await openQueryBench();
  try {
    for (const relation of ['equipment_day', 'pool_amount', 'energy_share']) {
      const digits: string[][] = [];
      for (const threads of [1, 2]) {
        await bench.setThreads(threads);
        const rows = await bench.run(relation, given);
        digits.push(rows.map((row) => JSON.stringify(row)).sort());
      }
      const [one, two] = digits;
      expect(one?.length, relation).toBeGreaterThan(2);
      expect(two, relation).toEqual(one);
    }
  } finally {
    await bench.close();
  }
});
