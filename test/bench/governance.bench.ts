import { expect, it } from 'vitest';
import { controlDefaults, loadControls } from '../../src/store/control-files.ts';
import { openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import { fillGovernance } from './governance-estate.ts';
import { compare, type Ratio, report } from './measure.ts';

/** Ratio that no governance relation may exceed. */
const LIMIT = 10;

/** The rows that each relation is about, as a plain count over them. */
const PLAIN = {
  history: ['resource_history', 'technology, environment'],
  latest: ['resource', 'technology, environment'],
  footprint: ['resource_day', 'service_id, equipment_category'],
  evaluations: ['control_result', 'control, status'],
} as const;

const RELATIONS: Readonly<Record<keyof typeof PLAIN, readonly string[]>> = {
  history: ['support_phase_history', 'milestone_change', 'backup_month'],
  latest: [
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
  ],
  footprint: ['obsolete_footprint', 'stopped_with_storage', 'retirement_candidate'],
  evaluations: ['control_finding', 'control_history'],
};

it('governance relations against a plain count over the same rows', async () => {
  const db = await openWork();
  await migrate(db, 'bench');
  await fillGovernance(db, { resources: 20_000, months: 36 });
  const ratios: Ratio[] = [];
  const measure = async (
    name: string,
    rows: keyof typeof PLAIN,
    sql: string,
    parameters = {},
  ): Promise<void> => {
    const [relation, columns] = PLAIN[rows];
    const plain = `select ${columns}, count(*) from ${relation} group by all`;
    const ours = `select max(hash(t)) as digest, count(*) as n from (${sql}) as t`;
    const ratio = await compare(
      name,
      [`count(*) … group by over ${relation}`, () => db.rows(plain)],
      () => db.rows(ours, parameters),
      3,
    );
    report([ratio]);
    ratios.push(ratio);
  };
  for (const rows of Object.keys(PLAIN) as (keyof typeof PLAIN)[])
    for (const relation of RELATIONS[rows]) await measure(relation, rows, `from ${relation}`);
  const controls = (await loadControls()).filter(({ definition }) => !definition.needs.includes('run'));
  for (const control of controls)
    await measure(`control ${control.definition.name}`, 'latest', control.sql, controlDefaults(control));
  await db.close();
  const slow = ratios.filter(({ baselineMs, oursMs }) => oursMs > LIMIT * baselineMs);
  expect(slow.map(({ name }) => name)).toEqual([]);
});
