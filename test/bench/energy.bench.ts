import { expect, it } from 'vitest';
import { planSteps } from '../../src/calc/plan.ts';
import { addDays, startOfCivilDay } from '../../src/domain/civil-date.ts';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { createTable, createView, loadQueryFiles } from '../../src/store/query-files.ts';
import { compare, report } from './measure.ts';

const MONTH = { from: '2026-01-01', to: '2026-01-31' };
const ZONE = 'Europe/Paris';

const parameters = {
  from_day: MONTH.from,
  to_day: MONTH.to,
  timezone: ZONE,
  max_gap_minutes: 5,
  max_power_w: 200_000,
  now_us: 4_102_444_800_000_000n,
};

/** Equipment with one sample a minute over the month and the week before, and the tables its energy needs. */
const fill = async (db: DuckdbDatabase, equipment: number): Promise<void> => {
  await db.run('create schema raw; create schema stage; create schema calc');
  await db.run('create table raw.civil_day (timezone varchar, day date, start_us bigint, end_us bigint)');
  for (let day = '2025-12-22'; day <= '2026-02-03'; day = addDays(day, 1)) {
    await db.run(
      'insert into raw.civil_day values ($zone, cast($day as date), cast($start as bigint), cast($end as bigint))',
      {
        zone: ZONE,
        day,
        start: BigInt(startOfCivilDay(day, ZONE)) * 1000n,
        end: BigInt(startOfCivilDay(addDays(day, 1), ZONE)) * 1000n,
      },
    );
  }
  await db.run(
    `create table raw.sample as
     select 'E' || e as equipment_id, '' as feed, timestamptz '2025-12-24 00:00:00+00' + to_minutes(cast(m as integer)) as ts,
       round(200 + 100 * sin(m / 200.0 + e), 1) as power_w
     from range(cast($n as bigint)) as a(e), range(40 * 1440) as b(m) order by all`,
    { n: equipment },
  );
  await db.run(
    "create table stage.datacenter as select 'EB4' as datacenter_id, cast(null as varchar) as timezone",
  );
  await db.run(
    `create table stage.equipment as select 'E' || e as equipment_id, 'EB4' as datacenter_id, cast(null as varchar) as availability_zone,
       'compute' as category, cast(null as varchar) as subcategory, cast(null as date) as in_service_on, cast(null as date) as retired_on,
       cast(null as double) as rated_w from range(cast($n as bigint)) as a(e)`,
    { n: equipment },
  );
  await db.run(
    'create table stage.rejected_sample (equipment_id varchar, feed varchar, ts timestamptz, power_w double, reason varchar, utc_day date)',
  );
  const stages = await loadQueryFiles('stage');
  for (const name of ['sample', 'civil_day']) {
    const stage = stages.find((query) => query.relation === name);
    if (stage !== undefined) await createView(db, stage);
  }
};

it('energy from samples against a plain sum', async () => {
  const ratios = [];
  for (const [equipment, runs] of [
    [1, 15],
    [100, 5],
  ] as const) {
    const db = await openWork();
    await fill(db, equipment);
    const steps = planSteps(await loadQueryFiles('calc')).filter((step) => (step.step ?? 0) <= 50);
    for (const step of steps) await createTable(db, step, parameters);
    const energy = steps.filter((step) =>
      ['rejected_power', 'feed_day', 'feed_energy', 'equipment_energy'].includes(step.relation),
    );
    ratios.push(
      await compare(
        `energy of ${equipment} equipment-month${equipment === 1 ? '' : 's'} (samples to kWh per day)`,
        ['sum(power_w)', () => db.rows('select sum(power_w) from raw.sample')],
        async () => {
          for (const step of energy) await createTable(db, step, parameters);
        },
        runs,
      ),
    );
    await db.close();
  }
  report(ratios);
  expect(ratios).toHaveLength(2);
});
