import { createHash } from 'node:crypto';
import { planSteps } from '../calc/plan.ts';
import { runSteps } from '../calc/run-steps.ts';
import type { Config } from '../domain/config.ts';
import type { Clock, Reporter } from '../domain/effects.ts';
import { missingInputsError, usageError } from '../domain/errors.ts';
import { METHOD_VERSION } from '../domain/method.ts';
import { type MissingSpan, missingSpans, saidOfMissing } from '../domain/missing-inputs.ts';
import type { Period } from '../domain/period.ts';
import { type DuckdbDatabase, openWork } from '../store/duckdb.ts';
import { type PublishedRun, publishRun } from '../store/publish-run.ts';
import { loadQueryFiles, type QueryFile } from '../store/query-files.ts';
import { loadRunInputs, type RunInput } from '../store/run-inputs.ts';
import { sayWhatIsClosed, sayWhetherToRestate } from './closed-notice.ts';
import { refuseEmbodiedTwice } from './embodied.ts';
import { sayWhatIsAssumed, sayWhatIsReplaced } from './run-notices.ts';

export interface CalculateOptions {
  readonly config: Config;
  readonly period: Period;
  readonly isMissingAllowed: boolean;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** Totals of a run, as text with full digits; null when unknown. */
export interface RunTotals {
  readonly equipment_days: number;
  readonly it_kwh: string | null;
  readonly facility_kwh: string | null;
  readonly total_market_kgco2e: string | null;
  readonly total_location_kgco2e: string | null;
}

export interface CalculateResult extends PublishedRun {
  readonly totals: RunTotals;
  /** What was missing and left out (`--allow-missing`). */
  readonly missing: readonly MissingSpan[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const parameterInputs = (options: CalculateOptions): RunInput[] => {
  const { calculation, timezone } = options.config;
  const parameters = {
    from_day: options.period.from,
    to_day: options.period.to,
    timezone,
    max_gap_minutes: calculation.max_gap_minutes,
    max_power_w: calculation.max_power_w,
    embodied: calculation.embodied,
    method_version: METHOD_VERSION,
  };
  return Object.entries(parameters).map(([name, value]) => ({
    kind: 'parameter',
    name,
    detail: String(value),
    sha256: null,
    row_count: null,
  }));
};

const estateInputs = async (work: DuckdbDatabase): Promise<RunInput[]> => {
  const rows = await work.rows<{ snapshot_id: string; taken_at: string; row_count: bigint }>(
    `select s.snapshot_id, strftime(timezone('UTC', s.taken_at), '%Y-%m-%dT%H:%M:%S.%gZ') as taken_at, s.row_count
     from stage.itcare_snapshot as s
     where s.snapshot_id in (select snapshot_id from calc.estate_day)
     order by s.snapshot_seq`,
  );
  return rows.map((row) => ({
    kind: 'snapshot',
    name: row.snapshot_id,
    detail: row.taken_at,
    sha256: null,
    row_count: Number(row.row_count),
  }));
};

const methodInput = (stages: readonly QueryFile[], steps: readonly QueryFile[]): RunInput => ({
  kind: 'queries',
  name: 'method',
  detail: `${stages.length + steps.length} files`,
  sha256: sha256([...stages, ...steps].map((query) => `${query.file}\n${query.sql}`).join('\0')),
  row_count: null,
});

const missingOf = async (work: DuckdbDatabase): Promise<MissingSpan[]> =>
  missingSpans(
    await work.rows<{ kind: string; day: string | null; detail: string }>(
      "select kind, strftime(day, '%Y-%m-%d') as day, detail from calc.missing_input",
    ),
  );

const totalsOf = async (work: DuckdbDatabase): Promise<RunTotals> => {
  const rows = await work.rows<{ equipment_days: bigint } & Record<string, string | bigint | null>>(
    `select count(*) as equipment_days, sum(it_kwh) as it_kwh, sum(facility_kwh) as facility_kwh,
       sum(scope1_kgco2e) + sum(scope2_market_kgco2e) + sum(scope3_market_kgco2e) as total_market_kgco2e,
       sum(scope1_kgco2e) + sum(scope2_location_kgco2e) + sum(scope3_location_kgco2e) as total_location_kgco2e
     from calc.equipment_day`,
  );
  const row = rows[0];
  const text = (name: string): string | null => (row?.[name] as string | null) ?? null;
  return {
    equipment_days: Number(row?.equipment_days ?? 0),
    it_kwh: text('it_kwh'),
    facility_kwh: text('facility_kwh'),
    total_market_kgco2e: text('total_market_kgco2e'),
    total_location_kgco2e: text('total_location_kgco2e'),
  };
};

/** Watt-seconds that one interval between samples may hold, so that its nanojoules fit 64 bits. */
const LARGEST_INTERVAL_WS = 9e9;

const checkBounds = async (work: DuckdbDatabase, calculation: Config['calculation']): Promise<void> => {
  const bound = Number(
    await work.value(
      'select greatest(coalesce(max(rated_w), 0), cast($max_power_w as double)) from stage.equipment',
      {
        max_power_w: calculation.max_power_w,
      },
    ),
  );
  if (bound * calculation.max_gap_minutes * 60 > LARGEST_INTERVAL_WS) {
    throw usageError(
      `max_gap_minutes ${calculation.max_gap_minutes} and a power of ${bound} W are too large together; expected at most ${LARGEST_INTERVAL_WS} watt-seconds`,
      { hint: 'Lower calculation.max_gap_minutes, calculation.max_power_w or rated_w in equipment.csv.' },
    );
  }
};

/**
 * Calculates a period as a new run and publishes it when its inputs are complete and its audits hold.
 * @throws exit 2 when embodied emissions would count twice, exit 5 when inputs are missing (the run is kept as incomplete),
 *   exit 3 when an audit fails, exit 6 for the ledger
 */
export const calculate = async (options: CalculateOptions): Promise<CalculateResult> => {
  const { config, period, clock, reporter } = options;
  const startedAt = clock().getTime();
  const ledgerOptions = { memoryLimit: config.memory_limit, timezone: config.timezone };
  const work = await openWork(ledgerOptions);
  try {
    const [stages, calcs] = await Promise.all([loadQueryFiles('stage'), loadQueryFiles('calc')]);
    const steps = planSteps(calcs);
    const read = await loadRunInputs(work, {
      ...ledgerOptions,
      ledger: config.database,
      samples: config.samples,
      period,
      timezone: config.timezone,
      maxGapMinutes: config.calculation.max_gap_minutes,
    });
    await checkBounds(work, config.calculation);
    await runSteps(
      work,
      steps,
      {
        period,
        timezone: config.timezone,
        maxGapMinutes: config.calculation.max_gap_minutes,
        maxPowerW: config.calculation.max_power_w,
        embodied: config.calculation.embodied,
        now: startedAt,
      },
      reporter,
    );
    await refuseEmbodiedTwice(work);
    await sayWhatIsAssumed(work, reporter);
    const missing = await missingOf(work);
    const published = await publishRun(
      work,
      config.database,
      {
        period,
        inputs: [
          ...read,
          ...(await estateInputs(work)),
          methodInput(stages, steps),
          ...parameterInputs(options),
        ],
        isIncomplete: missing.length > 0,
        isMissingAllowed: options.isMissingAllowed,
        startedAt,
        now: () => clock().getTime(),
      },
      ledgerOptions,
    );
    sayWhatIsClosed(published, reporter);
    sayWhatIsReplaced(published, reporter);
    await sayWhetherToRestate(published, period, config, reporter);
    if (missing.length > 0 && !options.isMissingAllowed) {
      throw missingInputsError(
        `Inputs are missing for ${period.from} to ${period.to}; ${published.runId} is kept as incomplete, nothing was published`,
        {
          details: saidOfMissing(missing, published.runId),
          hint: 'Give them and calculate again, or publish the rest with --allow-missing.',
        },
      );
    }
    return { ...published, totals: await totalsOf(work), missing };
  } finally {
    await work.close();
  }
};
