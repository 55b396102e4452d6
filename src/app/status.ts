import type { Config } from '../domain/config.ts';
import { openReader } from '../store/ledger.ts';
import type { SqlRow } from '../store/port.ts';
import { type Difference, readDifferences } from '../store/reconciliation.ts';

/** What the ledger holds, newest first where that matters. */
export interface Status {
  readonly snapshots: readonly SqlRow[];
  /** Families that the latest snapshot of ITCare could not read whole, with the reason. */
  readonly incomplete_families: readonly SqlRow[];
  /** Where the latest complete snapshot of ITCare does not add up to ITCare's own figures. */
  readonly differences: readonly Difference[];
  readonly power: SqlRow | undefined;
  readonly runs: readonly SqlRow[];
  readonly months: readonly SqlRow[];
}

const ISO = "'%Y-%m-%dT%H:%M:%SZ'";
const instant = (column: string): string => `strftime(timezone('UTC', ${column}), ${ISO}) as ${column}`;

/** Reads the state of the ledger. Throws exit 2 when there is none, exit 6 when it cannot be read. */
export const readStatus = async (config: Config): Promise<Status> => {
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
  });
  try {
    const snapshots = await db.rows(
      `select source, snapshot_id, ${instant('taken_at')}, is_complete, row_count, request_count,
         count(*) over (partition by source) as snapshots
       from stage.snapshot
       qualify row_number() over (partition by source order by snapshot_seq desc) = 1
       order by source`,
    );
    const families = await db.rows(
      `select snapshot_id, family, element_count, error
       from stage.family_status
       where not is_complete and snapshot_seq = (select max(snapshot_seq) from stage.snapshot where source = 'itcare')
       order by family`,
    );
    const power = await db.rows(
      `with part as (
         select * from raw.sample_part qualify row_number() over (partition by utc_day order by snapshot_seq desc) = 1
       )
       select count(*) as days, sum(row_count)::bigint as samples, sum(rejected_count)::bigint as rejected,
         ${instant('max(last_ts)').replace(/ as .*$/, ' as last_sample_at')}
       from part having count(*) > 0`,
    );
    const runs = await db.rows(
      `select run_id, strftime(from_day, '%Y-%m-%d') as from_day, strftime(to_day, '%Y-%m-%d') as to_day, status,
         ${instant('finished_at')}, reason
       from calc.run order by run_id desc limit 5`,
    );
    const months = await db.rows(
      `with day as (
         select date_trunc('month', e.day) as month, count(distinct e.day) as days_covered, avg(e.coverage) as coverage,
           sum(e.estimated_kwh)::double / nullif(sum(e.it_kwh)::double, 0) as estimated_share,
           bool_or(e.is_provisional) as is_provisional
         from equipment_day as e group by 1
       ), closed as (
         select date_trunc('month', day) as month, min(version) as version from published_day group by 1
       )
       select strftime(d.month, '%Y-%m') as month, d.days_covered, day(last_day(d.month)) as days_in_month,
         d.coverage, d.estimated_share, d.is_provisional, c.version is not null as is_closed
       from day as d join closed as c on c.month = d.month order by 1 desc limit 13`,
    );
    return {
      snapshots,
      incomplete_families: families,
      differences: await readDifferences(db),
      power: power[0],
      runs,
      months,
    };
  } finally {
    await db.close();
  }
};
