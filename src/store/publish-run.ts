import { createHash } from 'node:crypto';
import { type BilanError, findingsError } from '../domain/errors.ts';
import { METHOD_VERSION } from '../domain/method.ts';
import type { Period } from '../domain/period.ts';
import { type AppendColumns, stageRows } from './append.ts';
import { type ClosedMonth, closedMonthsWith } from './closed-inputs.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { loadQueryFiles, type QueryFile, runQuery } from './query-files.ts';
import type { RunInput } from './run-inputs.ts';

/** Tables of a calculation that the ledger keeps, by run. */
const FACTS = [
  'equipment_day',
  'rejected_power',
  'pue_day',
  'mix_day',
  'grid_factor_day',
  'annual_day',
  'embodied',
  'pool_day',
  'pool_amount',
  'split_share',
  'pool_equipment',
  'missing_input',
] as const;

export type RunStatus = 'complete' | 'incomplete' | 'failed';

export interface RunToPublish {
  readonly period: Period;
  readonly inputs: readonly RunInput[];
  /** Inputs were missing: the run is kept as incomplete. */
  readonly isIncomplete: boolean;
  /** Publish in spite of missing inputs (`--allow-missing`). */
  readonly isMissingAllowed: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly now: () => number;
}

export interface PublishedRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly inputsHash: string;
  readonly publishedDays: number;
  /** Days of closed months: their published figures stay as they are. */
  readonly closedDays: number;
  readonly closedMonths: readonly ClosedMonth[];
  /** Days for which inputs are missing now and a complete run spoke before, with that run. */
  readonly replacedDays: readonly ReplacedDay[];
}

export interface ReplacedDay {
  readonly day: string;
  readonly runId: string;
}

const INPUT_COLUMNS: AppendColumns = {
  kind: 'VARCHAR',
  name: 'VARCHAR',
  detail: 'VARCHAR',
  sha256: 'VARCHAR',
  row_count: 'BIGINT',
};

/** Snapshots whose content is hashed file by file or part by part: collecting the same again is no other input. */
const isHashedElsewhere = (input: RunInput): boolean =>
  input.kind === 'snapshot' && !input.name.startsWith('itcare-');

/** Hash of what a run read: the same inputs give the same hash. */
export const inputsHash = (inputs: readonly RunInput[]): string =>
  createHash('sha256')
    .update(
      inputs
        .filter((input) => !isHashedElsewhere(input))
        .map((input) => [input.kind, input.name, input.sha256 ?? input.detail].join('\t'))
        .sort()
        .join('\n'),
    )
    .digest('hex');

const insertRun = async (
  work: DuckdbDatabase,
  run: RunToPublish,
  hash: string,
  status: RunStatus,
  reason: string | null,
): Promise<string> => {
  const seq = Number(await work.value('select coalesce(max(run_seq), 0) + 1 from calc.run'));
  const id = `run-${String(seq).padStart(6, '0')}`;
  await work.run(
    `insert into calc.run by name
     select cast($seq as bigint) as run_seq, $id as run_id, cast($from_day as date) as from_day, cast($to_day as date) as to_day,
       $status as status, $method as method_version, $hash as inputs_hash,
       make_timestamptz(cast($started as bigint)) as started_at, make_timestamptz(cast($finished as bigint)) as finished_at,
       cast($reason as varchar) as reason`,
    {
      seq,
      id,
      from_day: run.period.from,
      to_day: run.period.to,
      status,
      method: METHOD_VERSION,
      hash,
      started: BigInt(run.startedAt) * 1000n,
      finished: BigInt(run.now()) * 1000n,
      reason,
    },
  );
  await work.run(
    'insert into calc.run_input by name select $run_id as run_id, * from memory.main.staged_input order by kind, name',
    { run_id: id },
  );
  return id;
};

/**
 * Appends a publication for every day of the run that is over and belongs to no closed month. A complete run speaks for its days
 * without equipment too: that nothing was in service is known.
 */
const publishDays = async (
  work: DuckdbDatabase,
  run: RunToPublish,
  runId: string,
): Promise<{ published: number; closed: number; replaced: readonly ReplacedDay[] }> => {
  const seq = Number(
    await work.value('select coalesce(max(publication_seq), 0) + 1 from calc.day_publication'),
  );
  const now = BigInt(run.now()) * 1000n;
  const wanted = `select d.day, p.version is not null as is_closed
     from (
       select s.day from calc.spoken_day as s
       join calc.run as r on r.run_id = s.run_id and r.status = 'complete'
       where s.speaker = $run_id and s.day < cast(timezone('UTC', make_timestamptz(cast($now as bigint))) as date)
       union
       select day from calc.equipment_day
       where run_id = $run_id and not starts_with(coalesce(reason, ''), 'the day is not over')
     ) as d
     left join calc.published_day as p on p.day = d.day`;
  const counts = await work.rows<{ open: bigint; closed: bigint }>(
    `with wanted as (${wanted}) select count(*) filter (not is_closed) as open, count(*) filter (is_closed) as closed from wanted`,
    { run_id: runId, now },
  );
  const replaced = await work.rows<{ day: string; run_id: string }>(
    `with wanted as (${wanted})
     select strftime(w.day, '%Y-%m-%d') as day, p.run_id
     from wanted as w
     join calc.published_day as p on p.day = w.day
     join calc.run as r on r.run_id = p.run_id and r.status = 'complete'
     where not w.is_closed and w.day in (select day from calc.equipment_day where run_id = $run_id and reason is not null)
     order by w.day`,
    { run_id: runId, now },
  );
  await work.run(
    `insert into calc.day_publication by name
     with wanted as (${wanted})
     select cast($seq as bigint) as publication_seq, day, $run_id as run_id, cast(null as integer) as version,
       make_timestamptz(cast($now as bigint)) as published_at
     from wanted where not is_closed order by day`,
    { run_id: runId, seq, now },
  );
  return {
    published: Number(counts[0]?.open ?? 0),
    closed: Number(counts[0]?.closed ?? 0),
    replaced: replaced.map(({ day, run_id }) => ({ day, runId: run_id })),
  };
};

const auditRun = async (
  work: DuckdbDatabase,
  audits: readonly QueryFile[],
  runId: string,
): Promise<BilanError | undefined> => {
  const failures: string[] = [];
  for (const audit of audits) {
    const violations = await runQuery(work, audit, { run_id: runId });
    const checked = await work.value(`select count(*) from ${audit.reads[0]} where run_id = $run_id`, {
      run_id: runId,
    });
    await work.run(
      'insert into calc.audit_result values ($run_id, $audit, cast($checked as bigint), cast($violations as bigint))',
      {
        run_id: runId,
        audit: audit.relation,
        checked: checked === null ? 0 : Number(checked),
        violations: violations.length,
      },
    );
    for (const row of violations.slice(0, 5)) {
      const facts = Object.entries(row).map(([name, value]) => `${name} ${String(value)}`);
      failures.push(`${audit.relation}: ${facts.join(', ')}`);
    }
  }
  return failures.length === 0
    ? undefined
    : findingsError('An audit of the calculation failed; nothing was published', {
        details: failures,
        hint: 'This is a defect of the calculation, not of your data: please report it.',
      });
};

/**
 * Writes a calculated run to the ledger in one transaction: facts, publication, audits. A run whose audit fails leaves nothing
 * but a row of its own, written in a transaction of its own.
 * @throws exit 3 when an audit fails
 */
export const publishRun = async (
  work: DuckdbDatabase,
  ledger: string,
  run: RunToPublish,
  options: LedgerOptions = {},
): Promise<PublishedRun> => {
  const audits = await loadQueryFiles('audit');
  const hash = inputsHash(run.inputs);
  await stageRows(work, 'staged_input', INPUT_COLUMNS, [run.inputs]);
  const status = run.isIncomplete ? 'incomplete' : 'complete';
  try {
    return await withLedger(
      work,
      ledger,
      'write',
      async () => {
        const runId = await insertRun(
          work,
          run,
          hash,
          status,
          run.isIncomplete ? 'inputs are missing' : null,
        );
        for (const fact of FACTS) {
          await work.run(
            `insert into calc.${fact} by name select $run_id as run_id, * from memory.calc.${fact}`,
            { run_id: runId },
          );
        }
        const days =
          run.isIncomplete && !run.isMissingAllowed
            ? { published: 0, closed: 0, replaced: [] }
            : await publishDays(work, run, runId);
        const failure = await auditRun(work, audits, runId);
        if (failure !== undefined) throw failure;
        return {
          runId,
          status,
          inputsHash: hash,
          publishedDays: days.published,
          closedDays: days.closed,
          closedMonths: await closedMonthsWith(work, run.period, run.inputs),
          replacedDays: days.replaced,
        } as const;
      },
      options,
    );
  } catch (error) {
    await withLedger(
      work,
      ledger,
      'write',
      () => insertRun(work, run, hash, 'failed', (error as Error).message),
      options,
    ).catch(() => undefined);
    throw error;
  }
};
