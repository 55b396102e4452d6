import { addDays, startOfCivilDay } from '../../src/domain/civil-date.ts';
import type { Database } from '../../src/store/port.ts';

/** How large an estate is, and over which days it is calculated. */
export interface EstateSize {
  readonly resources: number;
  readonly services: number;
  readonly equipment: number;
  readonly from: string;
  readonly days: number;
  /** Snapshots of ITCare, one a night, before the first day and then after it. */
  readonly nights: number;
}

const ZONE = 'Europe/Paris';

/**
 * Four datacenters in two regions, every kind of equipment, nightly snapshots in which backups grow and some machines change,
 * as rows of a ledger's raw tables; the ledger is the database itself.
 */
export const fillEstate = async (db: Database, size: EstateSize): Promise<void> => {
  const { resources, services, equipment, nights } = size;
  const first = addDays(size.from, -1);
  await db.run(
    `insert into raw.snapshot
     select 1 + n, 'itcare-' || n, 'itcare', cast(cast($first as date) + cast(n as integer) as timestamp) at time zone 'UTC' + interval 1 hour, true, 1, 1, null
     from range(cast($nights as bigint)) as t(n)`,
    { first, nights },
  );
  await db.run(
    "insert into raw.snapshot select 1000, 'reference-1', 'reference', timestamptz '2026-01-01 00:00:00+00', true, 1, null, null",
  );
  await db.run(
    `insert into raw.resource_change by name
     with fact as (
       select r as resource_id, r % 4 as site, 1 + r % 29 as vcpu, r from range(1, cast($resources as bigint) + 1) as t(r)
     ),
     -- Every night some fifty machines change their size.
     version as (
       select f.*, 0 as night from fact as f
       union all
       select f.*, n as night from fact as f, range(1, cast($nights as bigint)) as t(n) where (f.r * 31 + n * 17) % 401 = 0
     )
     select 1 + night as snapshot_seq, 'itcare-' || night as snapshot_id, true as is_present, resource_id,
       'resource-' || resource_id as name, 1 + hash(r) % cast($services as bigint) as service_id,
       case when r % 50 = 0 then 'AIX' else 'LINUX' end as type, case when r % 11 = 0 then 'INACTIVE' else 'ACTIVE' end as status,
       case when r % 20 in (1, 2, 3) then r - r % 20 end as parent_id,
       'DC' || site as datacenter_id, 'DC' || site || '-A' as availability_zone,
       vcpu + night % 3 as vcpu, 4 * vcpu as ram_gb, 10.5 * vcpu as storage_gb
     from version`,
    { resources, nights, services },
  );
  await db.run(
    `insert into raw.resource_backup_change
     select 1 + n, 'itcare-' || n, r, 7.25 * (1 + r % 29) + n, null
     from range(1, cast($resources as bigint) + 1) as t(r), range(cast($nights as bigint)) as u(n) where r % 2 = 0 or n = 0
     order by 1, 3`,
    { resources, nights },
  );
  await db.run(
    `insert into raw.service_change by name
     select 1 as snapshot_seq, 'itcare-0' as snapshot_id, true as is_present, s as service_id, 'service-' || s as name, 'PRODUCTION' as environment
     from range(1, cast($services as bigint) + 1) as t(s)`,
    { services },
  );
  await db.run(
    `insert into raw.datacenters select 'reference-1', 'DC' || d, 'DC' || d, 'FR', 'owned', 'R' || d // 2, null from range(4) as t(d)`,
  );
  await db.run(
    `insert into raw.equipment by name
     select 'reference-1' as snapshot_id, 'E' || e as equipment_id,
       case when e % 10 < 7 then 'compute' when e % 10 < 9 then 'storage' else 'network' end as category,
       case e % 10 when 6 then 'power' when 7 then 'backup' when 8 then 'san' when 9 then 'switch' else 'x86' end as subcategory,
       'DC' || e % 4 as datacenter_id
     from range(cast($equipment as bigint)) as t(e)`,
    { equipment },
  );
  await db.run(
    `insert into raw.reference_file select 'reference-1', unnest(['datacenters', 'equipment']), '00', 1, 'reference-1'`,
  );
};

/** The energy of every equipment and day, as the steps before the allocation leave it. */
export const fillEnergy = async (work: Database, size: EstateSize): Promise<void> => {
  await work.run(
    'create table calc.service_day (timezone varchar, day date, end_us bigint, is_in_period boolean)',
  );
  for (let n = 0; n < size.days; n += 1) {
    const day = addDays(size.from, n);
    await work.run(
      'insert into calc.service_day values ($zone, cast($day as date), cast($end as bigint), true)',
      {
        zone: ZONE,
        day,
        end: BigInt(startOfCivilDay(addDays(day, 1), ZONE)) * 1000n,
      },
    );
  }
  await work.run(
    `create table calc.equipment_energy as
     select e.equipment_id, e.datacenter_id, e.availability_zone, e.category, e.subcategory, d.timezone, d.day
     from stage.equipment as e cross join calc.service_day as d`,
  );
  await work.run(
    `create table calc.equipment_day as
     with energy as (
       select day, equipment_id, datacenter_id, category, subcategory,
         cast(1 + hash(equipment_id, day) % 1000000 / 1e5 as decimal(38, 18)) as it_kwh, 1.3 as pue
       from calc.equipment_energy
     )
     select day, equipment_id, datacenter_id, category, subcategory, cast(1440 as bigint) as sample_count, cast(0 as bigint) as rejected_count,
       cast(1 as double) as coverage, it_kwh as measured_kwh, cast(0 as decimal(38, 18)) as estimated_kwh, it_kwh, cast(pue as double) as pue, 'day' as pue_period,
       cast(it_kwh::double * 1.3 as decimal(38, 18)) as facility_kwh, cast(0 as decimal(38, 18)) as scope1_kgco2e,
       cast(it_kwh::double * 0.0105 as decimal(38, 18)) as scope2_market_kgco2e, cast(it_kwh::double * 0.052 as decimal(38, 18)) as scope2_location_kgco2e,
       cast(it_kwh::double * 0.003 as decimal(38, 18)) as scope3_market_kgco2e, cast(it_kwh::double * 0.007 as decimal(38, 18)) as scope3_location_kgco2e,
       false as is_provisional, cast(null as varchar) as reason,
       cast(0 as decimal(38, 18)) as embodied_kgco2e
     from energy`,
  );
  await work.run(
    `create table calc.factor_day as
     select distinct day, datacenter_id, cast(0.003 as double) as market_scope3, cast(0.007 as double) as location_scope3 from calc.equipment_day`,
  );
};
