import { planSteps } from '../calc/plan.ts';
import { runSteps } from '../calc/run-steps.ts';
import type { Config } from '../domain/config.ts';
import type { Reporter } from '../domain/effects.ts';
import { missingInputsError, usageError } from '../domain/errors.ts';
import type {
  Embodied,
  EquipmentDay,
  EquipmentNode,
  FeedSamples,
  ReadSample,
  Segment,
} from '../domain/explanation.ts';
import type { Period } from '../domain/period.ts';
import { didYouMean } from '../domain/suggest.ts';
import { openWork } from '../store/duckdb.ts';
import { openReader } from '../store/ledger.ts';
import type { SqlRow } from '../store/port.ts';
import { loadQueryFiles, type QueryFile, runQuery } from '../store/query-files.ts';
import { loadRunSamples } from '../store/run-samples.ts';
import { amountsOf, meansOf, number, sumAmounts, text } from './explain-amounts.ts';

export interface EquipmentOptions {
  readonly config: Config;
  readonly equipmentId: string;
  readonly period: Period;
  /** Whose samples are shown; the day of the period that drew the most unless given. */
  readonly day: string | undefined;
  readonly reporter: Reporter;
}

/** Last of the steps that lead from samples to the energy of each feed. */
const FEED_ENERGY_STEP = 40;
/** Names that an error lists of what exists. */
const LISTED = 20;

const question = (queries: readonly QueryFile[], relation: string): QueryFile => {
  const found = queries.find((query) => query.relation === relation);
  if (found === undefined) throw new RangeError(`there is no query ${relation}`);
  return found;
};

const segmentOf = (row: SqlRow): Segment => ({
  from_ts: String(row.from_ts),
  to_ts: String(row.to_ts),
  seconds: Number(row.seconds),
  from_w: Number(row.from_w),
  to_w: Number(row.to_w),
  kwh: Number(row.kwh),
});

const sampleOf = (row: SqlRow): ReadSample => ({
  ts: String(row.ts),
  power_w: number(row.power_w),
  is_day: row.is_day === true,
  reason: text(row.reason),
});

/** The rest of a day is its hours times a mean power: the day's own at half coverage, else the week's, else the day's own. */
const estimateOf = (
  rows: readonly SqlRow[],
  today: SqlRow | undefined,
  dayHours: number,
): FeedSamples['estimate'] => {
  const shown = (row: SqlRow) => ({
    day: String(row.day),
    measured_hours: Number(row.measured_hours),
    measured_kwh: Number(row.measured_kwh),
  });
  const own = today === undefined || Number(today.measured_hours) === 0 ? [] : [shown(today)];
  const week = rows.filter((row) => row.is_day !== true && row.is_half_covered === true).map(shown);
  const isOwn = today?.is_half_covered === true || week.length === 0;
  const days = isOwn ? own : week;
  const hours = dayHours - Number(today?.measured_hours ?? 0);
  const measuredHours = days.reduce((sum, day) => sum + day.measured_hours, 0);
  const mean = days.reduce((sum, day) => sum + day.measured_kwh, 0) / measuredHours;
  if (hours === 0) return { hours, from: 'nothing to estimate', mean_kw: null, days: [], estimated_kwh: 0 };
  if (measuredHours === 0) return { hours, from: 'unknown', mean_kw: null, days: [], estimated_kwh: null };
  return {
    hours,
    from: isOwn ? 'the day itself' : 'the 7 days before',
    mean_kw: mean,
    days,
    estimated_kwh: hours * mean,
  };
};

const feedsOf = (
  feedRows: readonly SqlRow[],
  segmentRows: readonly SqlRow[],
  sampleRows: readonly SqlRow[],
  dayHours: number,
): FeedSamples[] =>
  [...new Set(feedRows.map((row) => String(row.feed)))].map((feed) => {
    const rows = feedRows.filter((row) => row.feed === feed);
    const today = rows.find((row) => row.is_day === true);
    const segments = segmentRows.filter((row) => row.feed === feed).map(segmentOf);
    const hours = Number(today?.measured_hours ?? 0);
    return {
      feed,
      sample_count: Number(today?.sample_count ?? 0),
      rejected_count: Number(today?.rejected_count ?? 0),
      coverage: hours / dayHours,
      first_ts: segments[0]?.from_ts ?? null,
      last_ts: segments.at(-1)?.to_ts ?? null,
      measured_hours: hours,
      measured_kwh: Number(today?.measured_kwh ?? 0),
      samples: sampleRows.filter((row) => row.feed === feed).map(sampleOf),
      segments,
      estimate: estimateOf(rows, today, dayHours),
    };
  });

const embodiedOf = (row: SqlRow | undefined): Embodied | null =>
  row === undefined
    ? null
    : {
        embodied_kgco2e: number(row.embodied_kgco2e),
        lifetime_years: number(row.lifetime_years),
        in_service_on: text(row.in_service_on),
        kgco2e_per_day: number(row.kgco2e_per_day),
        last_day: text(row.last_day),
        reason: text(row.reason),
      };

/** The days of an equipment as published, with the run of each; exit 2 when there is no such equipment. */
const readDays = async (
  options: EquipmentOptions,
  queries: readonly QueryFile[],
): Promise<{ days: SqlRow[]; embodied: Embodied | null }> => {
  const { config, equipmentId, period } = options;
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
  });
  try {
    const asked = { from_day: period.from, to_day: period.to, equipment_id: equipmentId };
    const days = await runQuery(db, question(queries, 'explain_equipment_day'), asked);
    if (days.length > 0) {
      const [embodied] = await runQuery(db, question(queries, 'explain_embodied'), asked);
      return { days, embodied: embodiedOf(embodied) };
    }
    const known = await db.rows<{ equipment_id: string }>(
      `select distinct equipment_id from equipment_day where day between cast($from as date) and cast($to as date) order by 1`,
      { from: period.from, to: period.to },
    );
    const ids = known.map((row) => row.equipment_id);
    throw usageError(
      `Equipment ${equipmentId} is not in service from ${period.from} to ${period.to}${didYouMean(equipmentId, ids)}`,
      {
        details: ids.slice(0, LISTED),
        hint: 'What `bilan sql "select distinct equipment_id from equipment_day"` lists is expected.',
      },
    );
  } finally {
    await db.close();
  }
};

const readSamples = async (
  options: EquipmentOptions,
  queries: readonly QueryFile[],
  day: string,
  runId: string,
): Promise<EquipmentNode['samples']> => {
  const { config, equipmentId } = options;
  const ledgerOptions = { memoryLimit: config.memory_limit, timezone: config.timezone };
  const work = await openWork(ledgerOptions);
  try {
    const { parts, timezone, maxGapMinutes, maxPowerW } = await loadRunSamples(work, {
      ...ledgerOptions,
      ledger: config.database,
      samples: config.samples,
      runId,
      equipmentId,
      day,
    });
    const steps = planSteps(await loadQueryFiles('calc')).filter(
      (step) => (step.step ?? 0) <= FEED_ENERGY_STEP,
    );
    // The run was published, so its days were over.
    const now = Date.parse(`${day}T00:00:00Z`) + 7 * 86_400_000;
    const period = { from: day, to: day };
    await runSteps(
      work,
      steps,
      { period, timezone, maxGapMinutes, maxPowerW, embodied: 'off', now },
      {
        notice: () => {},
        progress: () => {},
      },
    );
    const asked = { equipment_id: equipmentId, day };
    const feeds = await runQuery(work, question(queries, 'explain_feed'), asked);
    const bounded = { ...asked, max_gap_minutes: maxGapMinutes };
    const segments = await runQuery(work, question(queries, 'explain_segment'), bounded);
    const samples = await runQuery(work, question(queries, 'explain_sample'), bounded);
    const [bounds] = await work.rows<{ start_ms: bigint; end_ms: bigint }>(
      `select start_us // 1000 as start_ms, end_us // 1000 as end_ms from calc.service_day
       where day = cast($day as date) and is_in_period`,
      { day },
    );
    const [from, to] = [Number(bounds?.start_ms), Number(bounds?.end_ms)];
    return {
      day,
      from_ts: new Date(from).toISOString(),
      to_ts: new Date(to).toISOString(),
      run_id: runId,
      max_gap_minutes: maxGapMinutes,
      parts,
      feeds: feedsOf(feeds, segments, samples, (to - from) / 3_600_000),
    };
  } finally {
    await work.close();
  }
};

const dayOf = (row: SqlRow): EquipmentDay => ({
  day: String(row.day),
  coverage: Number(row.coverage),
  sample_count: Number(row.sample_count),
  rejected_count: Number(row.rejected_count),
  measured_kwh: text(row.measured_kwh),
  embodied_kgco2e: text(row.embodied_kgco2e),
  amounts: amountsOf(row),
  reason: text(row.reason),
});

/**
 * How an equipment's figures are made, day by day, and one day's energy from the samples that its run read.
 * @throws exit 2 for equipment that was not in service, exit 5 for a day that is not calculated, exit 6 when a sample part is
 *   missing or is not what the run read
 */
export const explainEquipment = async (options: EquipmentOptions): Promise<EquipmentNode> => {
  const queries = (await loadQueryFiles('mart')).filter((query) => query.relation.startsWith('explain_'));
  const { days: rows, embodied } = await readDays(options, queries);
  const largest = rows.reduce((most, row) =>
    Number(row.it_kwh ?? 0) > Number(most.it_kwh ?? 0) ? row : most,
  );
  const row = options.day === undefined ? largest : rows.find((candidate) => candidate.day === options.day);
  if (row === undefined)
    throw missingInputsError(`${options.day} is not calculated for equipment ${options.equipmentId}`);
  const days = rows.map(dayOf);
  const amounts = sumAmounts(days.map((day) => day.amounts));
  return {
    equipment_id: options.equipmentId,
    datacenter_id: String(row.datacenter_id),
    category: String(row.category),
    subcategory: text(row.subcategory),
    amounts,
    means: meansOf(days.map((day) => day.amounts)),
    days,
    embodied,
    samples: await readSamples(options, queries, String(row.day), String(row.run_id)),
  };
};
