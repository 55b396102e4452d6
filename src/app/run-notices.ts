import type { Reporter } from '../domain/effects.ts';
import { missingSpans } from '../domain/missing-inputs.ts';
import type { Database } from '../store/port.ts';
import type { PublishedRun } from '../store/publish-run.ts';

/** How many names a notice gives before it only counts. */
const NAMED = 20;

const named = (names: readonly string[]): string =>
  names.length <= NAMED
    ? names.join(', ')
    : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

/** Each notice is a question whose rows, as text, are what it names; no row, no notice. */
const NOTICES: readonly { readonly sql: string; readonly say: (names: readonly string[]) => string }[] = [
  {
    sql: 'select distinct equipment_id as name from stage.sample anti join stage.equipment using (equipment_id)',
    say: (names) =>
      `Power of equipment that equipment.csv does not know is kept and not counted: ${named(names)}`,
  },
  {
    sql: "select name || '.csv' as name from stage.reference_current where name in ('usage', 'service_shares') and row_count > 0",
    say: (names) => `${named(names)}: kept, and not used by this version's allocation`,
  },
  {
    sql: `select datacenter_id || ' ' || max(pue) || ' (' || count(*) || case when count(*) = 1 then ' day)' else ' days)' end as name
      from calc.pue_day where pue > 5 group by datacenter_id`,
    say: (names) => `PUE above 5: ${named(names)}`,
  },
  {
    sql: `select p.datacenter_id || ' (' || count(*) || case when count(*) = 1 then ' day)' else ' days)' end as name
      from calc.pue_day as p join stage.datacenter as d using (datacenter_id)
      where d.operation = 'owned' and p.pue is not null and p.pue_period <> 'day' group by p.datacenter_id`,
    say: (names) =>
      `Owned datacenters without a daily PUE, which take their month's or year's: ${named(names)}`,
  },
  {
    sql: `select case v.scope when 1 then 'scope 1' else 'annual scope 3' end as name
      from (values (1), (3)) as v(scope) anti join calc.annual_day as a on a.scope = v.scope`,
    say: (names) => `${[...names].reverse().join(' and ')}: not declared, counted 0`,
  },
  {
    sql: `select distinct 'scope ' || scope || ' ' || string_agg(distinct '''' || category || '''', ' and ' order by '''' || category || '''') as name
      from calc.annual_day group by day, datacenter_id, scope, lower(trim(category)) having count(distinct category) > 1`,
    say: (names) =>
      `Annual emissions whose categories differ by case or blanks alone are counted each: ${named(names)}`,
  },
  {
    sql: `select distinct 'scope ' || scope || ' ' || category || ' (' || string_agg(distinct coalesce(datacenter_id, 'the whole estate') || ' ' || source_year, ', '
        order by coalesce(datacenter_id, 'the whole estate') || ' ' || source_year) || ')' as name
      from calc.annual_day group by day, scope, category having count(*) > count(datacenter_id) and count(datacenter_id) > 0 and count(distinct source_year) > 1`,
    say: (names) =>
      `Annual emissions of several years, one for the whole estate and one for a datacenter, are added up: ${named(names)}`,
  },
  {
    sql: "select equipment_id || ' (' || reason || ')' as name from calc.embodied where reason is not null",
    say: (names) => `Embodied emissions are not covered, which is not 0, for: ${named(names)}`,
  },
  {
    sql: 'select distinct reason as name from calc.pool_day where reason is not null and snapshot_id is not null',
    say: (names) => `Unallocated: ${named(names)}`,
  },
  {
    sql: `select distinct p.equipment_id || ' on ' || p.resource_id as name
      from stage.placement as p
      join calc.pool as o on o.pool = 'placement' and o.pool_name = p.equipment_id and o.day >= p.valid_from
        and (p.valid_to is null or o.day <= p.valid_to) and o.snapshot_id is not null
      where not exists (select 1 from calc.receiver as r where r.timezone = o.timezone and r.day = o.estate_day
        and (r.resource_id = p.resource_id or r.parent_id = p.resource_id))`,
    say: (names) =>
      `Placements on resources that had gone receive nothing on those days (equipment on resource): ${named(names)}`,
  },
];

const sayEstate = async (work: Database, reporter: Reporter): Promise<void> => {
  if (Number(await work.value('select count(*) from calc.estate_day')) === 0) {
    const partial = await work.rows<{ name: string }>(
      "select snapshot_id as name from raw.snapshot where source = 'itcare' and not is_complete order by snapshot_seq desc limit 1",
    );
    reporter.notice(
      partial[0] === undefined
        ? 'ITCare was never collected: everything is unallocated'
        : `There is no complete snapshot of ITCare yet (the newest, ${partial[0].name}, is incomplete): everything is unallocated`,
    );
  } else if ((await work.value('select bool_or(is_estate_assumed) from calc.estate_day')) === true) {
    reporter.notice(
      'Days before the first snapshot of ITCare use the estate of that snapshot (is_estate_assumed)',
    );
  }
};

/**
 * Says what a calculation assumed, left out or found odd; nothing of it stops the run.
 * @param work the database of a calculation whose steps have run
 */
export const sayWhatIsAssumed = async (work: Database, reporter: Reporter): Promise<void> => {
  for (const { sql, say } of NOTICES) {
    const rows = await work.rows<{ name: string }>(`select name from (${sql}) order by name`);
    if (rows.length > 0) reporter.notice(say(rows.map((row) => row.name)));
  }
  await sayEstate(work, reporter);
};

/** Says on which days a run whose inputs are missing (`--allow-missing`) took the place of a complete one. */
export const sayWhatIsReplaced = ({ runId, replacedDays }: PublishedRun, reporter: Reporter): void => {
  const spans = missingSpans(
    replacedDays.map(({ day, runId: replaced }) => ({ kind: '', day, detail: `${day} (${replaced})` })),
  );
  if (spans.length === 0) return;
  reporter.notice(
    `${runId} takes the place of complete runs on days for which inputs are missing now: ${named(spans.map(({ text }) => text))}; calculate them again once the inputs are there`,
  );
};
