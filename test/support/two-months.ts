import type { Database, SqlRow } from '../../src/store/port.ts';

/** What a pool used and emitted on one day, before it is split; electricity follows from the factors. */
export interface PoolDay {
  readonly day: string;
  readonly pool: string;
  readonly datacenter?: string;
  readonly category?: string;
  readonly it_kwh: number | null;
  readonly pue: number;
  /** kgCO2e per kWh of facility energy. */
  readonly market: number;
  readonly location: number;
  /** Declared annual amounts, scope 1 and 3, kgCO2e. */
  readonly scope1?: number;
  readonly annual3?: number;
  readonly embodied?: number;
  /** Service → share; they sum to 1. `null` is nobody. */
  readonly shares: readonly (readonly [number | null, number])[];
}

const decimal = (value: number | null): string =>
  value === null ? 'null' : `cast(cast(${value} as double) as decimal(38, 18))`;
const product = (value: number | null, factor: number): string =>
  value === null
    ? 'null'
    : `cast(cast(${decimal(value)} as double) * cast(${factor} as double) as decimal(38, 18))`;

/** Writes the facts of a complete run over one month and publishes its days, as a calculation does. */
export const insertRun = async (
  db: Database,
  seq: number,
  month: string,
  pools: readonly PoolDay[],
  version: number | null = null,
): Promise<void> => {
  const run = `'run-${seq}'`;
  const first = `date '${month}-01'`;
  await db.run(
    `insert into calc.run values (${seq}, ${run}, ${first}, last_day(${first}), 'complete', '1', 'h', now(), now(), null)`,
  );
  await db.run(
    `insert into calc.day_publication select ${seq}, cast(d as date), ${run}, ${version}, now()
     from generate_series(${first}, last_day(${first}), interval 1 day) as t(d)`,
  );
  for (const pool of pools) {
    const { day, it_kwh, scope1 = 0, annual3 = 0, embodied = 0, market, location } = pool;
    const facility = it_kwh === null ? null : it_kwh * pool.pue;
    const other = `${decimal(annual3)} + ${decimal(embodied)}`;
    await db.run(
      `insert into calc.pool_amount by name select ${run} as run_id, date '${day}' as day, '${pool.pool}' as pool_id,
         '${pool.datacenter ?? 'EB4'}' as datacenter_id, '${pool.category ?? 'compute'}' as equipment_category,
         ${decimal(it_kwh)} as it_kwh, ${decimal(0)} as estimated_kwh, ${decimal(facility)} as facility_kwh,
         ${decimal(scope1)} as scope1_kgco2e,
         ${product(facility, market)} as scope2_market_kgco2e, ${product(facility, location)} as scope2_location_kgco2e,
         ${other} as scope3_market_kgco2e, ${other} as scope3_location_kgco2e,
         ${product(facility, market)} as electricity_market_kgco2e, ${product(facility, location)} as electricity_location_kgco2e,
         ${decimal(embodied)} as embodied_kgco2e, false as is_provisional`,
    );
    await db.run(
      `insert into calc.pool_day by name select ${run} as run_id, date '${day}' as day, '${pool.pool}' as pool_id, 'rule' as rule_id,
         'datacenter' as pool, 'EB4' as pool_name, 'vcpu' as key, 'UTC' as timezone, false as is_estate_assumed, 1 as receiver_count,
         date '${day}' as split_day`,
    );
    const rows = pool.shares.map(
      ([service, share], i) =>
        `(${run}, date '${day}', '${pool.pool}', ${service === null ? 'null' : i + 1}, ${service}, null, ${share})`,
    );
    if (rows.length > 0) await db.run(`insert into calc.split_share values ${rows.join(', ')}`);
  }
};

export const CAUSES = ['energy', 'pue', 'factor', 'share', 'annual', 'embodied', 'appeared_gone'] as const;
export const DAY = '2026-01-15';
export const NEXT = '2026-02-15';

/** The change from January to February, on a ledger that holds these facts alone. */
export const changeOf = async (
  db: Database,
  before: readonly PoolDay[],
  after: readonly PoolDay[],
  from = "footprint_change where to_month = '2026-02-01'",
): Promise<{ rows: SqlRow[]; services: SqlRow[] }> => {
  await db.run('begin transaction');
  try {
    await insertRun(db, 1, '2026-01', before);
    await insertRun(db, 2, '2026-02', after);
    return {
      rows: await db.rows(
        `select * from ${from} order by basis, pool, datacenter_id, equipment_category, service_id`,
      ),
      services: await db.rows('select * from service_month order by month, service_id'),
    };
  } finally {
    await db.run('rollback');
  }
};
