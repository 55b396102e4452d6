import {
  BASES,
  type Basis,
  CAUSES,
  type FootprintChange,
  type ServiceChange,
} from '../domain/month-changes.ts';
import { monthPeriod } from '../domain/period.ts';
import type { Database, SqlValue } from './port.ts';

/** Who speaks for a month: `current`, `version 1`, or the id of a run (queries/calc/spoken_day.sql). */
export type Speaker = string;

interface ChangeRow {
  readonly [column: string]: SqlValue;
  readonly service_id: bigint | null;
  readonly service_name: string | null;
  readonly basis: string;
}

const text = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

const changeOf = (row: ChangeRow | undefined): FootprintChange => ({
  before: text(row?.from_kgco2e),
  after: text(row?.to_kgco2e),
  change: text(row?.change_kgco2e),
  causes: Object.fromEntries(
    CAUSES.map((cause) => [cause, text(row?.[`${cause}_kgco2e`])]),
  ) as FootprintChange['causes'],
});

/**
 * What changed in a month between two speakers, per service and cause, the largest change first.
 * @param month `YYYY-MM`
 */
export const changesOfMonth = async (
  db: Database,
  month: string,
  from: Speaker,
  to: Speaker,
): Promise<ServiceChange[]> => {
  const sums = ['from', 'to', 'change', ...CAUSES].map((name) => `sum(${name}_kgco2e) as ${name}_kgco2e`);
  const rows = await db.rows<ChangeRow>(
    `with changed as (
       select service_id, basis, ${sums.join(', ')}
       from calc.footprint_delta([{'from_month': cast($month as date), 'from_speaker': cast($from as varchar),
         'to_month': cast($month as date), 'to_speaker': cast($to as varchar)}])
       group by service_id, basis
     ),
     estate as (
       select max(e.snapshot_seq) as snapshot_seq
       from calc.spoken_day as k
       join calc.pool_day as o on o.run_id = k.run_id and o.day = k.day
       join stage.itcare_snapshot as e on e.snapshot_id = o.snapshot_id
       where k.month = cast($month as date) and (k.speaker = $from or k.speaker = $to)
     ),
     named as (
       select s.service_id, arg_max(s.name, s.from_seq) as service_name
       from estate as e
       join stage.service_state as s on s.from_seq <= e.snapshot_seq
       group by s.service_id
     )
     select c.*, n.service_name
     from changed as c
     left join named as n on n.service_id = c.service_id
     order by max(abs(c.change_kgco2e)) over (partition by c.service_id) desc nulls last, c.service_id nulls last, c.basis`,
    { month: monthPeriod(month).from, from, to },
  );
  const byService = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    const key = String(row.service_id);
    byService.set(key, [...(byService.get(key) ?? []), row]);
  }
  return [...byService.values()].map((of) => ({
    service_id: text(of[0]?.service_id),
    service_name: of[0]?.service_name ?? null,
    bases: Object.fromEntries(
      BASES.map((basis) => [basis, changeOf(of.find((row) => row.basis === basis))]),
    ) as Record<Basis, FootprintChange>,
  }));
};

/**
 * The estate's total of a month by basis, kgCO2e, as a speaker has it.
 * @param month `YYYY-MM`
 */
export const estateTotal = async (
  db: Database,
  month: string,
  speaker: Speaker,
): Promise<Readonly<Record<Basis, string | null>>> => {
  const rows = await db.rows(
    `select sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as market,
       sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as location
     from calc.equipment_day as e
     join calc.spoken_day as d on d.day = e.day and d.run_id = e.run_id
     where d.month = cast($month as date) and d.speaker = $speaker`,
    { month: monthPeriod(month).from, speaker },
  );
  return { market: text(rows[0]?.market), location: text(rows[0]?.location) };
};
