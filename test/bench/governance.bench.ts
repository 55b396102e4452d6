import { expect, it } from 'vitest';
import { controlDefaults, loadControls } from '../../src/store/control-files.ts';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import { compare, type Ratio, report } from './measure.ts';

const RESOURCES = 20_000;
const MONTHS = 36;

/** Ratio that no governance relation may exceed. */
const LIMIT = 10;

/** 36 monthly snapshots: one resource in fifty changes each month, every backup does; 40 platforms, 1,000 services. */
const fill = async (db: DuckdbDatabase): Promise<void> => {
  const month = "timestamptz '2023-01-05 06:00:00+00' + to_months(cast(m - 1 as integer))";
  await db.run(
    `insert into raw.snapshot by name
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, 'itcare' as source, ${month} as taken_at, true as is_complete, ${RESOURCES} as row_count
     from range(1, ${MONTHS} + 1) as t(m)`,
  );
  await db.run(
    `insert into raw.service_change by name
     select 1 as snapshot_seq, 'itcare-1' as snapshot_id, true as is_present, s as service_id, 'service ' || s as name,
       case when s % 3 = 0 then 'PRODUCTION' else 'QA' end as environment, 'cloud ' || s % 5 as cloud_name
     from range(1000) as t(s)`,
  );
  const dates = `date '2015-01-01' + cast(p * 90 as integer) as released_on, date '2019-01-01' + cast(p * 90 as integer) as end_of_sales_on,
    date '2020-01-01' + cast(p * 90 as integer) as extended_support_on, date '2021-01-01' + cast(p * 90 as integer) as end_of_support_on`;
  await db.run(
    `insert into raw.platform_change by name
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, true as is_present, 'platform ' || p as platform, 'T' || p % 12 as technology,
       ${dates.replace('end_of_support_on', 'end_of_support_on').replace("date '2021-01-01'", "date '2021-01-01' + cast(m as integer)")}, '{"id":"p' || p || '"}' as raw
     from range(40) as a(p), range(1, ${MONTHS} + 1) as b(m) where m = 1 or (p + m) % 40 = 0`,
  );
  await db.run(
    `insert into raw.resource_change by name
     with r as (
       select r, m, (r * 7) % 40 as p from range(${RESOURCES}) as a(r), range(1, ${MONTHS} + 1) as b(m) where m = 1 or (r + m) % 50 = 0
     )
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, true as is_present, r as resource_id, 'srv-' || r as name, r % 1000 as service_id,
       'service ' || r % 1000 as service_name, case when r % 3 = 0 then 'PRODUCTION' else 'QA' end as environment, 'INSTANCES' as category, 'LINUX' as type,
       'T' || p % 12 as technology, 'platform ' || p as platform, case when (r + m) % 97 = 0 then 'INACTIVE' else 'ACTIVE' end as status,
       case when r % 5 = 4 then r - 1 end as parent_id, 'EB' || r % 2 as datacenter_id, 4.0 as vcpu, 50.0 + m as storage_gb,
       r % 7 > 0 as is_monitored, r % 3 > 0 as is_replicated, '2025-Q' || (1 + r % 4) as patch_tag, '1' as patch_group, 'STANDARD' as declared_phase, ${dates}
     from r order by m, r`,
  );
  await db.run(
    `insert into raw.resource_backup_change
     select m, 'itcare-' || m, r, 10 + (r % 100) + m / 10.0, ${month} - to_hours(cast(r % 40 as integer))
     from range(${RESOURCES}) as a(r), range(1, ${MONTHS} + 1) as b(m) order by m, r`,
  );
  await db.run(
    `insert into raw.backup_policy_change by name
     select 1 as snapshot_seq, 'itcare-1' as snapshot_id, true as is_present, 'daily' as policy_id, 'attached' as scope, r as resource_id, 'Daily' as name,
       r % 4 > 0 as is_replicated, 10 as duration_h, '{"daily":{"frequency":1,"retention":28}}' as frequencies
     from range(${RESOURCES}) as a(r) where r % 9 > 0`,
  );
  await db.run(
    `insert into raw.resource_raw_change select 1, 'itcare-1', r, '{}', null from range(0) as a(r)`,
  );
};

/** Relations over the whole history, and those over the latest snapshot. */
const OVER_HISTORY = ['support_phase_history', 'milestone_change', 'backup_month'];
const OVER_LATEST = [
  'support_phase_forecast',
  'resource_obsolescence',
  'service_obsolescence',
  'cloud_obsolescence',
  'resource_milestone',
  'backup_compliance',
  'platform_successor',
  'lifecycle_conflict',
  'product_map_gap',
  "resource_phase_on(date '2027-01-01')",
  "resource_obsolescence_on(date '2027-01-01')",
];

it('governance relations against a plain count over the same rows', async () => {
  const db = await openWork();
  await migrate(db, 'bench');
  await fill(db);
  const ratios: Ratio[] = [];
  const all = (relation: string) => () =>
    db.rows(`select max(hash(t)) as digest, count(*) as n from ${relation} as t`);
  for (const [relations, rows] of [
    [OVER_HISTORY, 'resource_history'],
    [OVER_LATEST, 'resource'],
  ] as const) {
    const plain = `select technology, environment, count(*) from ${rows} group by all`;
    for (const relation of relations)
      ratios.push(
        await compare(relation, [`count(*) … group by over ${rows}`, () => db.rows(plain)], all(relation), 3),
      );
  }
  const controls = (await loadControls()).filter(({ definition }) => definition.needs.join() === 'itcare');
  const plain = 'select technology, environment, count(*) from resource group by all';
  for (const control of controls)
    ratios.push(
      await compare(
        `control ${control.definition.name}`,
        ['count(*) … group by over resource', () => db.rows(plain)],
        () =>
          db.rows(
            `select max(hash(t)) as digest, count(*) as n from (${control.sql}) as t`,
            controlDefaults(control),
          ),
        3,
      ),
    );
  await db.close();
  report(ratios);
  const slow = ratios.filter(({ baselineMs, oursMs }) => oursMs > LIMIT * baselineMs);
  expect(slow.map(({ name }) => name)).toEqual([]);
});
