import { systemHttpEffects } from '../collect/http/effects.ts';
import { collectItcare } from '../collect/itcare/collect.ts';
import { openItcare } from '../collect/itcare/open.ts';
import { planSampleFiles } from '../collect/power/files.ts';
import { readPrometheus } from '../collect/power/prometheus.ts';
import { readReferenceFolder } from '../collect/reference/read-folder.ts';
import { addDays, civilDateOf, startOfCivilDay } from '../domain/civil-date.ts';
import type { Config } from '../domain/config.ts';
import { counted } from '../domain/counted.ts';
import type { Clock, Reporter } from '../domain/effects.ts';
import { usageError } from '../domain/errors.ts';
import type { Period } from '../domain/period.ts';
import type { ItcareBatch } from '../domain/rows.ts';
import { type DuckdbDatabase, openWork } from '../store/duckdb.ts';
import { checkLedger, withLedger } from '../store/ledger.ts';
import { type EstateHead, publishEstate } from '../store/publish-itcare.ts';
import { publishPower } from '../store/publish-power.ts';
import { publishReference } from '../store/publish-reference.ts';
import { appendSamples, createSampleStage } from '../store/samples/stage.ts';
import { stageSampleFiles } from '../store/samples/stage-files.ts';

export const SOURCES = ['reference', 'itcare', 'power'] as const;
export type Source = (typeof SOURCES)[number];

export interface CollectOptions {
  readonly config: Config;
  /** Local days of power, both included; undefined: the current month so far, and power files whole. */
  readonly period: Period | undefined;
  readonly clock: Clock;
  /** Only the proxy variables are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
  /** ITCare only: keep what came when a part cannot be read, as an incomplete snapshot. */
  readonly allowPartial?: boolean;
}

export interface CollectResult {
  readonly source: Source;
  readonly snapshotId: string;
  readonly rowCount: number;
  readonly requestCount: number | null;
  /** What was collected, in a few words. */
  readonly summary: string;
  /** What could not be read, one sentence each; empty for a complete snapshot. */
  readonly failures: readonly string[];
}

/** The sources that are configured, in the order in which they are collected. */
export const configuredSources = (config: Config): Source[] =>
  SOURCES.filter((source) => {
    if (source === 'reference') return config.reference !== undefined;
    return source === 'itcare' ? config.itcare !== undefined : config.power.length > 0;
  });

const notConfigured = (source: Source): Error =>
  usageError(`The source ${source} is not configured`, { hint: `Give it in bilan.yaml under "${source}:".` });

const ledgerOptions = (config: Config) => ({ memoryLimit: config.memory_limit, timezone: 'UTC' });

const withWork = async <T>(config: Config, use: (work: DuckdbDatabase) => Promise<T>): Promise<T> => {
  const work = await openWork(ledgerOptions(config));
  try {
    return await use(work);
  } finally {
    await work.close();
  }
};

const collectReference = async ({ config, clock, reporter }: CollectOptions): Promise<CollectResult> => {
  if (config.reference === undefined) throw notConfigured('reference');
  const takenAt = clock().getTime();
  const load = await readReferenceFolder(config.reference);
  for (const notice of load.notices) reporter.notice(`reference: ${notice}`);
  const published = await withWork(config, (work) =>
    publishReference(work, config.database, load.files, takenAt),
  );
  const changed =
    published.changed.length === 0 ? 'nothing changed' : `changed: ${published.changed.join(', ')}`;
  return {
    source: 'reference',
    snapshotId: published.snapshotId,
    rowCount: published.rowCount,
    requestCount: null,
    summary: `${counted(load.files.length, 'file')}, ${counted(published.rowCount, 'row')}, ${changed}`,
    failures: [],
  };
};

const collectEstate = async (options: CollectOptions): Promise<CollectResult> => {
  const { config, clock, env, reporter, allowPartial = false } = options;
  if (config.itcare === undefined) throw notConfigured('itcare');
  const { itcare } = config;
  const takenAt = clock().getTime();
  await checkLedger(config.database, ledgerOptions(config));
  const client = await openItcare(itcare, systemHttpEffects(env));
  try {
    return await withWork(config, async (work) => {
      const counts = { service: 0, resource: 0 };
      let failures: readonly string[] = [];
      let requestCount = 0;
      const batches = async function* (): AsyncGenerator<ItcareBatch, EstateHead> {
        const rows = collectItcare({ config: itcare, client, reporter, allowPartial });
        let step = await rows.next();
        for (; step.done !== true; step = await rows.next()) {
          const { kind } = step.value;
          if (kind === 'service' || kind === 'resource') counts[kind] += step.value.rows.length;
          yield step.value;
        }
        for (const list of step.value.lists)
          reporter.detail?.(
            `itcare: ${list.name}: ${counted(list.elements, 'element')}, read ${counted(list.passes, 'time')}`,
          );
        failures = step.value.failures.map(({ message }) => message);
        requestCount = step.value.requests.sent;
        const takenOn = civilDateOf(takenAt, itcare.timezone);
        return { takenAt, takenOn, requestCount, note: failures.length === 0 ? null : failures.join('; ') };
      };
      const { snapshotId, rowCount, differences } = await publishEstate(work, config.database, batches());
      for (const { measure, reason } of differences)
        reporter.notice(`itcare: ${measure} is not ITCare's own figure: ${reason}`);
      return {
        source: 'itcare',
        snapshotId,
        rowCount,
        requestCount,
        summary: `${counted(counts.service, 'service')}, ${counted(counts.resource, 'resource')}, ${counted(requestCount, 'request')}${failures.length === 0 ? '' : ', incomplete'}`,
        failures,
      };
    });
  } finally {
    await client.close();
  }
};

/** Instants of local days, both included, over every zone that a datacenter may cut them in, with the gap on each side. */
const instantsOf = (
  period: Period,
  zones: readonly string[],
  gapMinutes: number,
): { fromUs: bigint; toUs: bigint } => {
  const gapUs = BigInt(Math.round(gapMinutes * 60_000_000));
  const starts = zones.map((zone) => startOfCivilDay(period.from, zone));
  const ends = zones.map((zone) => startOfCivilDay(addDays(period.to, 1), zone));
  return {
    fromUs: BigInt(Math.min(...starts)) * 1000n - gapUs,
    toUs: BigInt(Math.max(...ends)) * 1000n + gapUs,
  };
};

const zonesOf = async (work: DuckdbDatabase, config: Config): Promise<string[]> => {
  const rows = await withLedger(work, config.database, 'read', () =>
    work.rows<{ timezone: string }>(
      'select distinct timezone from stage.datacenter where timezone is not null order by 1',
    ),
  );
  return [config.timezone, ...rows.map((row) => row.timezone)];
};

const collectPower = async (options: CollectOptions): Promise<CollectResult> => {
  const { config, clock, reporter } = options;
  if (config.power.length === 0) throw notConfigured('power');
  const now = clock().getTime();
  const today = civilDateOf(now, config.timezone);
  return withWork(config, async (work) => {
    const zones = await zonesOf(work, config);
    const gap = config.calculation.max_gap_minutes;
    const asked = options.period === undefined ? undefined : instantsOf(options.period, zones, gap);
    const soFar = instantsOf({ from: `${today.slice(0, 8)}01`, to: today }, zones, gap);
    await createSampleStage(work.connection);
    let rowCount = 0;
    for (const source of config.power) {
      if (source.type === 'files') {
        const plan = await planSampleFiles(source);
        const staged = await stageSampleFiles(work.connection, plan, {
          timezone: source.timezone,
          ...(asked ?? {}),
        });
        for (const notice of staged.notices) reporter.notice(`power: ${notice}`);
        const outside = staged.rowCount - staged.stagedCount;
        if (outside > 0)
          reporter.notice(
            `power: left out as outside the period: ${counted(outside, 'sample')} of ${source.path}`,
          );
        rowCount += staged.stagedCount;
      } else {
        const span = asked ?? soFar;
        const nowUs = BigInt(now) * 1000n;
        const upTo = { fromUs: span.fromUs, toUs: span.toUs < nowUs ? span.toUs : nowUs };
        if (upTo.toUs < upTo.fromUs) throw usageError('The period of power has not begun yet');
        for await (const batch of readPrometheus(source, upTo, {
          http: systemHttpEffects(options.env),
          reporter,
        })) {
          await appendSamples(work.connection, batch);
          rowCount += batch.equipment_id.length;
        }
      }
    }
    const published = await publishPower(
      work,
      {
        ledger: config.database,
        samples: config.samples,
        takenAt: now,
        rowCount,
        requestCount: null,
        note: null,
      },
      ledgerOptions(config),
    );
    const rejected = published.parts.reduce((sum, part) => sum + part.rejectedCount, 0);
    return {
      source: 'power',
      snapshotId: published.snapshotId,
      rowCount,
      requestCount: null,
      summary: `${counted(rowCount, 'sample')} read, ${counted(published.parts.length, 'day')} changed${rejected > 0 ? `, ${counted(rejected, 'rejected sample')} in them` : ''}`,
      failures: [],
    };
  });
};

const COLLECTORS: Readonly<Record<Source, (options: CollectOptions) => Promise<CollectResult>>> = {
  reference: collectReference,
  itcare: collectEstate,
  power: collectPower,
};

/** Collects one source as a snapshot of its own. Throws exit 2 for configuration and bad reference files, exit 4 for the source, exit 6 for the ledger. */
export const collect = (source: Source, options: CollectOptions): Promise<CollectResult> =>
  COLLECTORS[source](options);
