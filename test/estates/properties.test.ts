import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfCivilDay } from '../../src/domain/civil-date.ts';
import type { ResourceRow } from '../../src/domain/rows.ts';
import { powerCsv, type Sample } from '../support/estate.ts';
import { createWorkspace, type Reference, type Workspace, YAML } from '../support/workspace.ts';

const FIRST = '2026-03-28';
const DAYS = 4;
const LAST = addDays(FIRST, DAYS - 1);
const ZONE = 'Europe/Paris';
const STEP = 5 * 60_000;
const SITES = ['EB4', 'ET1', 'FAR'] as const;

type Resource = Partial<ResourceRow> & { readonly resource_id: bigint };
interface Made {
  readonly reference: Reference;
  readonly samples: readonly Sample[];
  readonly resources: readonly Resource[];
}

const size = fc.option(fc.integer({ min: 0, max: 64 }), { nil: null });
const resource = fc.record({
  parent: fc.option(fc.nat(11), { nil: null, freq: 1 }),
  service: fc.option(fc.integer({ min: 10, max: 14 }), { nil: null }),
  type: fc.constantFrom('LINUX', 'AIX', 'PG'),
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'INACTIVE'),
  site: fc.constantFrom(...SITES.slice(0, 2), null),
  vcpu: size,
  storage: size,
  backup: size,
});
const equipment = fc.record({
  kind: fc.constantFrom(
    ['compute', 'x86'],
    ['compute', 'power'],
    ['storage', 'san'],
    ['storage', 'backup'],
    ['storage', 'object'],
    ['network', 'switch'],
  ),
  site: fc.constantFrom(...SITES),
  watts: fc.integer({ min: 1, max: 99_999 }),
  gapFrom: fc.integer({ min: 0, max: 288 * DAYS }),
  gap: fc.integer({ min: 0, max: 400 }),
  placed: fc.array(fc.tuple(fc.nat(11), fc.integer({ min: 0, max: 5 })), { maxLength: 3 }),
});
const factor = fc.integer({ min: 0, max: 999 }).map((n) => n / 1000);
const estate = fc.record({
  resources: fc.array(resource, { minLength: 0, maxLength: 12 }),
  equipment: fc.array(equipment, { minLength: 1, maxLength: 8 }),
  share: fc.integer({ min: 1, max: 99 }).map((n) => n / 100),
  factors: fc.tuple(factor, factor, factor, factor),
  pue: fc.integer({ min: 1000, max: 3000 }).map((n) => n / 1000),
  daily: fc.array(
    fc.integer({ min: 1000, max: 3000 }).map((n) => n / 1000),
    { maxLength: DAYS },
  ),
  /** From this day on the other supplier has the first one's share. */
  swapOn: fc.nat(DAYS - 1),
  annual: fc.array(
    fc.record({
      site: fc.constantFrom(...SITES, undefined),
      scope: fc.constantFrom(1, 3),
      category: fc.constantFrom('generators', 'travel'),
      kgco2e: fc.integer({ min: 0, max: 99_999 }),
    }),
    { maxLength: 4 },
  ),
  key: fc.constantFrom(undefined, 'equal', 'vcpu*0.7+0.3*storage_gb', 'storage_gb'),
  pool: fc.constantFrom('datacenter', 'region'),
  types: fc.constantFrom(undefined, '!AIX', 'LINUX|PG'),
});
type Estate = typeof estate extends fc.Arbitrary<infer T> ? T : never;

const samplesOf = ({ watts, gapFrom, gap }: Estate['equipment'][number], id: string): Sample[] => {
  const start = startOfCivilDay(FIRST, ZONE);
  const end = startOfCivilDay(addDays(LAST, 1), ZONE);
  const samples: Sample[] = [];
  for (let at = start, i = 0; at <= end; at += STEP, i += 1) {
    if (i >= gapFrom && i < gapFrom + gap) continue;
    samples.push({ equipment: id, at, watts: (watts + ((i * 7919) % 1000)) / 10 });
  }
  return samples;
};

const placementsOf = (made: Estate): Reference[string] =>
  made.equipment.flatMap(({ placed }, i) => {
    const weights = new Map(placed.map(([id, weight]) => [id, weight]));
    if ([...weights.values()].every((weight) => weight === 0)) return [];
    return [...weights].map(([id, weight]) => ({
      equipment_id: `E${i}`,
      resource_id: id + 1,
      valid_from: '2026-01-01',
      weight,
    }));
  });

const mixOf = (id: string, { share, swapOn }: Estate): Reference[string] => {
  const other = Number((1 - share).toFixed(2));
  const pair = (of: number, rest: number, from: string, to?: string) => [
    { datacenter_id: id, supplier_id: 'A', valid_from: from, valid_to: to, share: of },
    { datacenter_id: id, supplier_id: 'B', valid_from: from, valid_to: to, share: rest },
  ];
  const day = addDays(FIRST, swapOn);
  return [...pair(share, other, '2026-01-01', addDays(day, -1)), ...pair(other, share, day)];
};

const make = (made: Estate): Made => {
  const placements = placementsOf(made);
  const rules =
    made.key === undefined
      ? []
      : [{ category: 'compute', subcategory: 'x86', pool: made.pool, key: made.key, types: made.types }];
  const [a, b, up, loss] = made.factors;
  const annual = [
    ...new Map(made.annual.map((row) => [`${row.site} ${row.scope} ${row.category}`, row])).values(),
  ].map(({ site, ...row }) => ({ ...row, datacenter_id: site, year: 2026, status: 'audited' }));
  return {
    reference: {
      datacenters: SITES.map((id) => ({
        datacenter_id: id,
        name: id,
        country: 'FR',
        operation: 'owned',
        region: 'R',
      })),
      equipment: made.equipment.map(({ kind: [category = '', subcategory = ''], site }, i) => ({
        equipment_id: `E${i}`,
        category,
        subcategory,
        datacenter_id: site,
      })),
      pue: [
        ...SITES.map((id) => ({ datacenter_id: id, period: '2026', pue: made.pue })),
        ...made.daily.map((pue, i) => ({ datacenter_id: 'EB4', period: addDays(FIRST, i), pue })),
      ],
      energy_mix: SITES.flatMap((id) => mixOf(id, made)),
      emission_factors: [
        {
          supplier_id: 'A',
          year: 2026,
          scope2_kgco2e_per_kwh: a,
          scope3_kgco2e_per_kwh: up,
          td_loss_rate: loss,
        },
        { supplier_id: 'B', year: 2025, scope2_kgco2e_per_kwh: b },
      ],
      grid_factors: [{ country: 'FR', year: 2026, scope2_kgco2e_per_kwh: 0.052, td_loss_rate: loss }],
      ...(rules.length > 0 ? { allocation_rules: rules } : {}),
      ...(annual.length > 0 ? { annual_emissions: annual } : {}),
      ...(placements.length > 0 ? { placements } : {}),
    },
    samples: made.equipment.flatMap((one, i) => samplesOf(one, `E${i}`)),
    resources: made.resources.map((row, i) => ({
      resource_id: BigInt(i + 1),
      parent_id: row.parent === null || row.parent >= made.resources.length ? null : BigInt(row.parent + 1),
      service_id: row.service === null ? null : BigInt(row.service),
      type: row.type,
      status: row.status,
      datacenter_id: row.site,
      vcpu: row.vcpu,
      storage_gb: row.storage,
      backup_gb: row.backup,
    })),
  };
};

/** Turns a list of a different order out of another, the same each time. */
const shuffled = <T>(rows: readonly T[], seed: number): T[] =>
  rows
    .map((row, i) => [(((i + 1) * 2_654_435_761 + seed) >>> 0) % 1_000_003, row] as const)
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row);

const fill = async (ws: Workspace, made: Made): Promise<Workspace> => {
  ws.writeReference(made.reference);
  const files = 3;
  for (let i = 0; i < files; i += 1)
    ws.write(`power/${i}.csv`, powerCsv(made.samples.filter((_, at) => at % files === i)));
  await ws.ok(['collect', '-q']);
  if (made.resources.length > 0)
    await ws.publishEstate({ takenAt: '2026-03-01T00:00:00Z', resources: made.resources });
  return ws;
};

const calculate = (ws: Workspace, from = FIRST, to = LAST, yaml?: string) => {
  if (yaml !== undefined) ws.write('bilan.yaml', yaml);
  return ws.ok(['calculate', '-q', '--from', from, '--to', to, '--allow-missing']);
};

const everything = async (ws: Workspace) => ({
  equipment: await ws.sql('select * exclude (run_id) from equipment_day order by day, equipment_id'),
  resource: await ws.sql(
    'select * exclude (run_id) from resource_day order by day, resource_id nulls last, datacenter_id, equipment_category',
  ),
  service: await ws.sql('select * exclude (run_id) from service_month order by month, service_id nulls last'),
});

const MEASURES = [
  'scope1_kgco2e',
  'it_kwh',
  'estimated_kwh',
  'facility_kwh',
  'scope2_market_kgco2e',
  'scope2_location_kgco2e',
  'scope3_market_kgco2e',
  'scope3_location_kgco2e',
];

const expectConserved = async (ws: Workspace): Promise<void> => {
  const sums = (relation: string) =>
    ws.sql(
      `select day, ${MEASURES.map((m) => `sum(${m}) as ${m}`).join(', ')} from ${relation} group by day order by day`,
    );
  const [whole, parts] = [await sums('equipment_day'), await sums('resource_day')];
  expect(parts.map(({ day }) => day)).toEqual(whole.map(({ day }) => day));
  for (const [i, row] of whole.entries()) {
    for (const measure of MEASURES) {
      const [a, b] = [Number(row[measure]), Number(parts[i]?.[measure])];
      expect(Math.abs(a - b), `${String(row.day)} ${measure}`).toBeLessThanOrEqual(1e-9 * Math.max(1, a));
    }
  }
  // A month is the sum of its days, to the last digit.
  const summed = MEASURES.map((m) => `coalesce(sum(${m}), 0) as ${m}`).join(', ');
  for (const by of ['service_id', 'all']) {
    const of = (relation: string, month: string) =>
      `select ${month} as month, ${by === 'all' ? 'null' : by} as id, ${summed} from ${relation} group by 1, 2`;
    const days = of('resource_day', "cast(date_trunc('month', day) as date)");
    expect(
      await ws.sql(
        `(${days} having coalesce(sum(it_kwh), 1) <> 0 except all ${of('service_month', 'month')}) union all
         (${of('service_month', 'month')} having coalesce(sum(it_kwh), 1) <> 0 except all ${days})`,
      ),
    ).toEqual([]);
  }
  const months = await ws.sql(
    'select total_market_kgco2e - scope1_kgco2e - scope2_market_kgco2e - scope3_market_kgco2e as zero from service_month',
  );
  for (const { zero } of months) expect(zero === null || Number(zero) === 0).toBe(true);
};

test('random estates: parts sum to the whole, and order, halves and idle resources change no digit', async () => {
  await fc.assert(
    fc.asyncProperty(estate, fc.nat(999), async (drawn, seed) => {
      const made = make(drawn);
      const ws = await fill(createWorkspace(), made);
      await calculate(ws);
      const reference = await everything(ws);
      await expectConserved(ws);

      // The same inputs in another order, and resources that have no size beside them.
      const other = await fill(createWorkspace(), {
        samples: shuffled(made.samples, seed),
        reference: Object.fromEntries(
          Object.entries(made.reference).map(([name, rows]) => [name, shuffled(rows, seed)]),
        ),
        resources:
          made.resources.length === 0 || drawn.key === 'equal'
            ? shuffled(made.resources, seed)
            : [
                ...shuffled(made.resources, seed),
                { resource_id: 999n, datacenter_id: 'EB4', service_id: 10n },
              ],
      });
      await calculate(other);
      expect(await everything(other)).toEqual(reference);

      // Two halves are the whole.
      await calculate(ws, FIRST, addDays(FIRST, 1), `${YAML}memory_limit: 1GB\n`);
      await calculate(ws, addDays(FIRST, 2), LAST);
      expect(await everything(ws)).toEqual(reference);
    }),
    { seed: 20260328, numRuns: Number(process.env.BILAN_TEST_RUNS ?? 3), endOnFailure: true },
  );
}, 600_000);
