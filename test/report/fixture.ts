import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Period } from '../../src/domain/period.ts';
import { loadTheme, type Theme } from '../../src/render/theme.ts';
import { buildReport } from '../../src/report/build.ts';
import { loadReport, type ReadText } from '../../src/report/load.ts';
import type { ReportModel } from '../../src/report/model.ts';
import type { QueryPort } from '../../src/report/query-port.ts';

export const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const readText: ReadText = async (path) => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
};

export const portOf =
  (connection: DuckDBConnection): QueryPort =>
  async (sql, params) => {
    const reader = await connection.runAndReadAll(sql, params);
    const names = reader.columnNames();
    return {
      columns: names.map((name, index) => ({ name, type: String(reader.columnType(index)) })),
      rows: reader.getRows(),
    };
  };

const AMOUNTS = [
  'it_kwh',
  'estimated_kwh',
  'facility_kwh',
  'scope1_kgco2e',
  'scope2_market_kgco2e',
  'scope2_location_kgco2e',
  'scope3_market_kgco2e',
  'scope3_location_kgco2e',
] as const;
const typed = (names: readonly string[]): string => names.map((name) => `${name} decimal(38, 18)`).join(', ');

/** The public relations of design 4.4 that reports read, as tables. */
const SCHEMA = `
create table run(run_id varchar, from_day date, to_day date, status varchar, method_version varchar, inputs_hash varchar, started_at timestamptz, finished_at timestamptz);
create table published_day(day date, run_id varchar, version integer, published_at timestamptz);
create table snapshot(snapshot_id varchar, source varchar, taken_at timestamptz, is_complete boolean, row_count bigint, note varchar);
create table snapshot_family(snapshot_id varchar, taken_at timestamptz, family varchar, is_complete boolean, element_count bigint, request_count bigint, error varchar);
create table estate_partial_day(day date, timezone varchar, snapshot_id varchar, taken_at timestamptz, note varchar, estate_snapshot_id varchar, run_id varchar);
create table run_input(run_id varchar, kind varchar, name varchar, detail varchar, sha256 varchar, row_count bigint);
create table pue_day(day date, datacenter_id varchar, pue double, pue_period varchar, source varchar, status varchar, run_id varchar);
create table mix_day(day date, datacenter_id varchar, supplier_id varchar, share double, factor_year integer, scope2_kgco2e_per_kwh double, scope3_kgco2e_per_kwh double, td_loss_rate double, perimeter varchar, source varchar, is_provisional boolean, is_scope3_covered boolean, is_td_loss_covered boolean, run_id varchar);
create table grid_factor_day(day date, datacenter_id varchar, country varchar, factor_year integer, scope2_kgco2e_per_kwh double, scope3_kgco2e_per_kwh double, td_loss_rate double, perimeter varchar, source varchar, is_provisional boolean, is_scope3_covered boolean, is_td_loss_covered boolean, run_id varchar);
create table conservation(day date, datacenter_id varchar, measure varchar, whole decimal(38, 18), allocated decimal(38, 18), unallocated decimal(38, 18), residue decimal(38, 18), run_id varchar);
create table audit_result(run_id varchar, audit varchar, rows_checked bigint, violations bigint);
create table annual_day(day date, datacenter_id varchar, scope integer, category varchar, kgco2e decimal(38, 18), source_year integer, status varchar, source varchar, is_provisional boolean, run_id varchar);
create table missing_input(run_id varchar, kind varchar, day date, equipment_id varchar, datacenter_id varchar, supplier_id varchar, year integer, detail varchar);
create table rejected_sample(day date, equipment_id varchar, feed varchar, ts timestamptz, power_w double, reason varchar, run_id varchar);
create table equipment_day(day date, equipment_id varchar, datacenter_id varchar, category varchar, subcategory varchar, sample_count bigint, rejected_count bigint, coverage double, measured_kwh decimal(38, 18), estimated_kwh decimal(38, 18), it_kwh decimal(38, 18), pue double, pue_period varchar, facility_kwh decimal(38, 18), ${typed(AMOUNTS.slice(3))}, is_provisional boolean, reason varchar, run_id varchar);
create table resource_day(day date, resource_id bigint, service_id bigint, datacenter_id varchar, equipment_category varchar, ${typed(AMOUNTS)}, is_provisional boolean, is_estate_assumed boolean, reason varchar, run_id varchar);
create table resource_month(month date, resource_id bigint, resource_name varchar, service_id bigint, service_name varchar, environment varchar, cloud_name varchar, days_covered bigint, ${typed(AMOUNTS)}, total_market_kgco2e decimal(38, 18), total_location_kgco2e decimal(38, 18), is_provisional boolean, run_id varchar);
`;

export interface FixtureOptions {
  readonly services: number;
  readonly resources: number;
  readonly equipment: number;
  /** Days that a run covers. */
  readonly from: string;
  readonly to: string;
  /** Name by service number, where the ordinary one is not wanted. */
  readonly names?: Readonly<Record<number, string>>;
  /** Some equipment-days lack an input. */
  readonly isIncomplete?: boolean;
}

/** What a new fixture has unless told otherwise: February and March 2026, names that are hard to set. */
export const SMALL: FixtureOptions = {
  services: 6,
  resources: 30,
  equipment: 9,
  from: '2026-02-01',
  to: '2026-03-31',
  names: {
    2: '=HYPERLINK("http://example.invalid","pay")',
    3: '<b>Paie & RH</b> "prod"',
    4: `Très long ${'nom-de-service-'.repeat(19)}fin`,
    5: 'خدمة الصحة الرقمية 🚀 שירות',
  },
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** 1 kW-ish compute, storage and network in three datacenters; decimals short enough for every product to be exact. */
const facts = (options: FixtureOptions): string => {
  const sums = AMOUNTS.map((name) => `sum(${name}) as ${name}`).join(', ');
  const shares = AMOUNTS.map((name) => `cast(t.${name} * s.share as decimal(38, 18)) as ${name}`).join(', ');
  const names = Object.entries(options.names ?? {})
    .map(([number, name]) => `when ${number} then ${quoted(name)}`)
    .join(' ');
  const serviceName = names === '' ? `'Service ' || n` : `case n ${names} else 'Service ' || n end`;
  return `
create table days as
  select cast(unnest(generate_series(date '${options.from}', date '${options.to}', interval 1 day)) as date) as day;
insert into run
  select 'run-' || strftime(day, '%Y-%m'), min(day), max(day), 'complete', '1',
    repeat(lpad(cast(month(min(day)) as varchar), 2, '0') || 'abcdef', 8),
    (max(day) + interval 26 hour)::timestamp at time zone 'UTC', (max(day) + interval 27 hour)::timestamp at time zone 'UTC'
  from days group by strftime(day, '%Y-%m');
insert into published_day
  select day, 'run-' || strftime(day, '%Y-%m'), 1, timestamptz '2026-04-01 03:00:00+00' from days;
insert into snapshot values
  ('itcare-20260131T220000Z', 'itcare', timestamptz '2026-01-31 22:00:00+00', true, 812, null),
  ('reference-20260201T080000Z', 'reference', timestamptz '2026-02-01 08:00:00+00', true, 230, null);
insert into run_input
  select run_id, kind, name, detail, case when kind in ('snapshot', 'parameter') then null else repeat(substr(name, 1, 1) || '1f0a9c3', 8) end, row_count
  from run, (values
    ('snapshot', 'itcare-20260131T220000Z', null, null), ('snapshot', 'reference-20260201T080000Z', null, null),
    ('reference_file', 'emission_factors', 'reference-20260201T080000Z', 6), ('reference_file', 'pue', 'reference-20260201T080000Z', 177),
    ('queries', 'calc', '22 files', 22), ('parameter', 'max_gap_minutes', '5', null)) as i(kind, name, detail, row_count);
insert into run_input
  select 'run-' || strftime(day, '%Y-%m'), 'sample_part', 'day=' || day || '/part-0.parquet', null,
    repeat(lpad(cast(day(day) as varchar), 2, '0') || 'c0ffee', 8), 86400 from days;
create table site as select * from (values ('EB4', 'FR', 'owned', 1.25), ('EB5', 'FR', 'owned', 1.375), ('ET1', 'FR', 'colocation', 1.5)) as s(datacenter_id, country, operation, pue);
insert into pue_day
  select day, datacenter_id, pue + case when operation = 'owned' then (day(day) % 4) * 0.015625 else 0 end,
    case when operation = 'owned' then 'day' else 'month' end, case when operation = 'owned' then 'building management' else 'invoice' end,
    case when operation = 'owned' then 'final' else 'interim' end, 'run-' || strftime(day, '%Y-%m')
  from days, site;
insert into mix_day
  select day, datacenter_id, supplier_id, share, year, scope2, scope3, td, 'generation', source, year < 2026, scope3 is not null, td is not null, 'run-' || strftime(day, '%Y-%m')
  from days, site, (values ('hydro-co', 0.75, 2026, 0.0, 0.004, 0.0625, 'guarantees of origin, 2026'), ('mix-co', 0.25, 2025, 0.03125, null, null, 'supplier declaration, 2025')) as m(supplier_id, share, year, scope2, scope3, td, source);
insert into grid_factor_day
  select day, datacenter_id, country, 2025, 0.03125, 0.015625, 0.0625, 'generation', 'national agency, edition 2025', true, true, true, 'run-' || strftime(day, '%Y-%m')
  from days, site;
create table device as
  select n, 'EQ-' || lpad(cast(n as varchar), 3, '0') as equipment_id, ['EB4', 'EB5', 'ET1'][1 + n % 3] as datacenter_id,
    ['compute', 'compute', 'storage', 'network'][1 + (n // 3) % 4] as category,
    ['x86', 'power', 'san', 'switch'][1 + (n // 3) % 4] as subcategory
  from range(${options.equipment}) as r(n);
insert into equipment_day
  select p.day, d.equipment_id, d.datacenter_id, d.category, d.subcategory, 1440 - o.lost, o.lost // 4, 1 - o.lost / 1440.0,
    o.kwh * (1440 - o.lost) / 1440, 0, o.kwh, p.pue, p.pue_period, null, 0, null, null, null, null, true, null, p.run_id
  from pue_day as p
  join device as d on d.datacenter_id = p.datacenter_id,
  lateral (select cast(4 + (d.n * 7) % 23 + case when dayofweek(p.day) in (0, 6) then 0 else 2.5 end + (day(p.day) * 3 + d.n) % 5 * 0.25 as decimal(18, 6)) as kwh,
    case when (d.n * 31 + day(p.day)) % 17 = 0 then 360 else 0 end as lost) as o;
update equipment_day set
  measured_kwh = cast(it_kwh * (case when coverage < 1 then 0.75 else 1 end) as decimal(38, 18));
update equipment_day set
  estimated_kwh = it_kwh - measured_kwh,
  facility_kwh = cast(cast(it_kwh as double) * pue as decimal(38, 18));
update equipment_day set
  scope2_market_kgco2e = cast(cast(facility_kwh as double) * 0.25 * 0.03125 as decimal(38, 18)),
  scope3_market_kgco2e = cast(cast(facility_kwh as double) * 0.75 * 0.00390625 as decimal(38, 18)),
  scope2_location_kgco2e = cast(cast(facility_kwh as double) * 0.03125 as decimal(38, 18)),
  scope3_location_kgco2e = cast(cast(facility_kwh as double) * (0.015625 + 0.0625 * 0.03125) as decimal(38, 18));
${
  options.isIncomplete
    ? `update equipment_day set pue = null, facility_kwh = null, scope1_kgco2e = null, scope2_market_kgco2e = null, scope2_location_kgco2e = null,
  scope3_market_kgco2e = null, scope3_location_kgco2e = null, reason = 'no PUE' where datacenter_id = 'ET1' and day(day) = 5;
insert into missing_input select 'run-' || strftime(day, '%Y-%m'), 'pue', day, null, 'ET1', null, null, 'datacenter ET1 has no PUE for ' || day from days where day(day) = 5;`
    : ''
}
create table service_row as
  select n as service_id, ${serviceName} as service_name, ['PRODUCTION', 'DEVELOPMENT', 'QUALIFICATION'][1 + n % 3] as environment, 'cloud-' || (1 + n % 3) as cloud_name
  from range(1, ${options.services + 1}) as r(n);
create table holder as
  select 1000 + n as resource_id, 'vm-' || lpad(cast(n as varchar), 5, '0') as resource_name, 1 + (n * n + n // 3) % ${options.services} as service_id, 1 + n % 7 as weight
  from range(${options.resources}) as r(n);
create table split as
  select resource_id, service_id, weight / (select cast(sum(weight) as double) from holder) as part, cast(weight / (select cast(sum(weight) as double) from holder) * 0.9375 as decimal(12, 10)) as share
  from holder;
create table total as
  select day, datacenter_id, category, ${sums}, bool_or(is_provisional) as is_provisional, max(reason) as reason, run_id
  from equipment_day group by day, datacenter_id, category, run_id;
insert into resource_day
  select t.day, s.resource_id, s.service_id, t.datacenter_id, t.category, ${shares}, t.is_provisional, false, t.reason, t.run_id
  from total as t, split as s where t.category <> 'network' or t.datacenter_id <> 'ET1';
insert into resource_day
  select t.day, null, null, t.datacenter_id, t.category,
    ${AMOUNTS.map((name) => `t.${name} - coalesce(g.${name}, 0)`).join(', ')}, t.is_provisional, false, coalesce(t.reason, 'no resource can receive it'), t.run_id
  from total as t
  left join (select day, datacenter_id, equipment_category, ${sums} from resource_day group by all) as g
    on g.day = t.day and g.datacenter_id = t.datacenter_id and g.equipment_category = t.category;
insert into resource_month
  select cast(date_trunc('month', r.day) as date), r.resource_id, any_value(h.resource_name), r.service_id, any_value(s.service_name),
    any_value(s.environment), any_value(s.cloud_name), count(distinct r.day), ${AMOUNTS.map((name) => `sum(r.${name})`).join(', ')},
    sum(r.scope1_kgco2e) + sum(r.scope2_market_kgco2e) + sum(r.scope3_market_kgco2e),
    sum(r.scope1_kgco2e) + sum(r.scope2_location_kgco2e) + sum(r.scope3_location_kgco2e), bool_or(r.is_provisional), min(r.run_id)
  from resource_day as r
  left join holder as h on h.resource_id = r.resource_id
  left join service_row as s on s.service_id = r.service_id
  group by 1, r.resource_id, r.service_id;
${AMOUNTS.map(
  (name) => `insert into conservation
  select t.day, t.datacenter_id, '${name}', sum(t.${name}), sum(a.allocated), sum(a.unallocated), 0, t.run_id
  from total as t
  join (select day, datacenter_id, equipment_category, coalesce(sum(${name}) filter (where resource_id is not null), 0) as allocated,
    coalesce(sum(${name}) filter (where resource_id is null), 0) as unallocated from resource_day group by all) as a
    on a.day = t.day and a.datacenter_id = t.datacenter_id and a.equipment_category = t.category
  group by t.day, t.datacenter_id, t.run_id;`,
).join('\n')}
insert into audit_result select run_id, audit, 1234, 0 from run, (values ('conservation'), ('shares_sum_to_one'), ('facility_is_it_times_pue')) as a(audit);
insert into rejected_sample select day, 'EQ-001', '', (day + interval 3 hour)::timestamp at time zone 'UTC', -5.0, 'negative', 'run-' || strftime(day, '%Y-%m') from days where day(day) % 6 = 0;
`;
};

/** Half of each service's change by energy, the rest by its share; a service of one month alone appeared or went. */
const CHANGE = `
create macro footprint_change_between(month_from, month_to, version_from, version_to) as table
with side as (
  select service_id, basis, month, sum(amount) as amount
  from (unpivot (select service_id, month, total_market_kgco2e as market, total_location_kgco2e as location from resource_month)
    on market, location into name basis value amount)
  group by all
),
pair as (
  select service_id, basis, sum(amount) filter (month = month_from) as earlier, sum(amount) filter (month = month_to) as later
  from side where month in (month_from, month_to) group by all
),
change as (
  select *, coalesce(later, 0) - coalesce(earlier, 0) as change, earlier is not null and later is not null as is_both from pair
)
select service_id, basis, coalesce(earlier, 0) as from_kgco2e, coalesce(later, 0) as to_kgco2e, change as change_kgco2e,
  cast(case when is_both then change / 2 else 0 end as decimal(38, 18)) as energy_kgco2e,
  cast(case when is_both then change - cast(change / 2 as decimal(38, 18)) else 0 end as decimal(38, 18)) as share_kgco2e,
  cast(0 as decimal(38, 18)) as pue_kgco2e, cast(0 as decimal(38, 18)) as factor_kgco2e, cast(0 as decimal(38, 18)) as annual_kgco2e,
  cast(0 as decimal(38, 18)) as embodied_kgco2e, cast(case when is_both then 0 else change end as decimal(38, 18)) as appeared_gone_kgco2e
from change`;

/** An in-memory ledger with a small estate that adds up. */
export const openFixture = async (options: FixtureOptions = SMALL): Promise<DuckDBConnection> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  await connection.run(SCHEMA);
  await connection.run(facts(options));
  await connection.run(CHANGE);
  return connection;
};

export const MARCH: Period = { from: '2026-03-01', to: '2026-03-31' };

/** The carbon report of March over a fixture. */
export const carbonModel = async (connection: DuckDBConnection, period = MARCH): Promise<ReportModel> => {
  const report = await loadReport('carbon-monthly', 'en', { home, own: [] }, readText);
  return buildReport(report, portOf(connection), period);
};

export const bilanTheme = (): Promise<Theme> => loadTheme(`${home}/templates`, readText);
