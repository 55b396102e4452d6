import type { CivilDate } from '../domain/civil-date.ts';
import { type BilanError, missingInputsError, usageError } from '../domain/errors.ts';
import { missingSpans, saidOfMissing } from '../domain/missing-inputs.ts';
import { monthPeriod, type Period } from '../domain/period.ts';
import type { Database } from './port.ts';

/** What one month publishes: the version that speaks and the run behind it. */
export interface PublishedMonth {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly version: number;
  readonly runId: string;
}

/** A version to append; nothing that was published before is touched. */
export interface NewPublication extends PublishedMonth {
  readonly status: 'closed' | 'restated';
  readonly reason: string | null;
  readonly author: string | null;
}

/** Closed months that a period touches, with the version that speaks, oldest first. */
export const closedMonths = async (db: Database, period: Period): Promise<PublishedMonth[]> => {
  const rows = await db.rows<{ month: string; version: number; run_id: string }>(
    `select strftime(month, '%Y-%m') as month, version, run_id
     from calc.publication
     where month between date_trunc('month', cast($from as date)) and cast($to as date)
     qualify row_number() over (partition by month order by publication_seq desc) = 1
     order by month`,
    { from: period.from, to: period.to },
  );
  return rows.map((row) => ({ month: row.month, version: row.version, runId: row.run_id }));
};

/** The newest complete run over every day of a month that is newer than another one; undefined when there is none. */
export const newestCompleteRun = async (
  db: Database,
  month: string,
  afterRunId: string,
): Promise<string | undefined> => {
  const { from, to } = monthPeriod(month);
  const rows = await db.rows<{ run_id: string }>(
    `select run_id from calc.run
     where status = 'complete' and from_day <= cast($from as date) and to_day >= cast($to as date)
       and run_seq > (select run_seq from calc.run where run_id = $run_id)
     order by run_seq desc limit 1`,
    { from, to, run_id: afterRunId },
  );
  return rows[0]?.run_id;
};

const spanText = (from: CivilDate, to: CivilDate): string => (from === to ? from : `${from} to ${to}`);

/** What speaks for the days of a month, in unbroken spans. */
const spansOf = (
  db: Database,
  { from, to }: Period,
): Promise<{ from_day: string; to_day: string; run_id: string | null; status: string | null }[]> =>
  db.rows(
    `with calendar as (
       select cast(unnest(generate_series(cast($from as date), cast($to as date), interval 1 day)) as date) as day
     ),
     spoken as (
       select c.day, p.run_id, r.status,
         c.day - cast(row_number() over (partition by p.run_id order by c.day) as integer) as span
       from calendar as c
       left join calc.published_day as p on p.day = c.day
       left join calc.run as r on r.run_id = p.run_id
     )
     select min(day) as from_day, max(day) as to_day, run_id, status
     from spoken group by run_id, status, span order by from_day`,
    { from, to },
  );

const missingOf = async (
  db: Database,
  runIds: readonly string[],
  { from, to }: Period,
): Promise<string[]> => {
  const found: string[] = [];
  for (const runId of runIds) {
    const rows = await db.rows<{ kind: string; day: string | null; detail: string }>(
      `select kind, strftime(day, '%Y-%m-%d') as day, detail from calc.missing_input
       where run_id = $run_id and (day is null or day between cast($from as date) and cast($to as date))`,
      { run_id: runId, from, to },
    );
    found.push(...saidOfMissing(missingSpans(rows), runId).map((line) => `${runId} is incomplete: ${line}`));
  }
  return found;
};

const whatIsMissing = async (db: Database, month: string): Promise<BilanError> => {
  const period = monthPeriod(month);
  const spans = await spansOf(db, period);
  const details = spans.map(({ from_day, to_day, run_id, status }) =>
    run_id === null
      ? `${spanText(from_day, to_day)}: not calculated`
      : `${spanText(from_day, to_day)}: ${run_id}, ${status ?? 'unknown'}`,
  );
  const incomplete = new Set(
    spans.flatMap(({ run_id, status }) => (run_id !== null && status !== 'complete' ? [run_id] : [])),
  );
  const days = spans.some(({ run_id }) => run_id === null);
  const why = days
    ? 'some of its days are not calculated'
    : incomplete.size > 0
      ? 'inputs were missing'
      : 'its days come from several runs';
  return missingInputsError(
    `${month} cannot be closed: ${why}; one complete run has to speak for every day of it`,
    {
      details: [...details, ...(await missingOf(db, [...incomplete], period))],
      hint: `Run \`bilan calculate --month ${month}\` once every input is there.`,
    },
  );
};

/**
 * The run that a month would be closed with: complete, over every day, and speaking for all of them.
 * @throws exit 2 when the month is closed already, exit 5 naming what is missing
 */
export const runToClose = async (db: Database, month: string): Promise<string> => {
  const period = monthPeriod(month);
  const [closed] = await closedMonths(db, period);
  if (closed !== undefined) {
    throw usageError(`${month} is already closed: version ${closed.version}, ${closed.runId}`, {
      hint: `Publish newer figures with \`bilan restate ${month} --reason "…" --by NAME\`.`,
    });
  }
  const rows = await db.rows<{ run_id: string }>(
    `select p.run_id
     from calc.published_day as p
     join calc.run as r on r.run_id = p.run_id
     where p.day between cast($from as date) and cast($to as date) and r.status = 'complete'
       and r.from_day <= cast($from as date) and r.to_day >= cast($to as date)
     group by p.run_id
     having count(*) = date_diff('day', cast($from as date), cast($to as date)) + 1`,
    { from: period.from, to: period.to },
  );
  const run = rows[0];
  if (run === undefined) throw await whatIsMissing(db, month);
  return run.run_id;
};

/**
 * Appends versions, each with every day of its month, so that no later run can speak for one of them.
 * @param at epoch milliseconds
 */
export const appendPublications = async (
  db: Database,
  publications: readonly NewPublication[],
  at: number,
): Promise<void> => {
  const next = async (table: string): Promise<bigint> =>
    BigInt(String(await db.value(`select coalesce(max(publication_seq), 0) + 1 from calc.${table}`)));
  for (const { month, version, runId, status, reason, author } of publications) {
    const { from, to } = monthPeriod(month);
    await db.run(
      `insert into calc.publication by name
       select cast($seq as bigint) as publication_seq, cast($from as date) as month, cast($version as integer) as version,
         $run_id as run_id, $status as status, cast($reason as varchar) as reason, cast($author as varchar) as author,
         make_timestamptz(cast($at as bigint)) as published_at`,
      {
        seq: await next('publication'),
        from,
        version,
        run_id: runId,
        status,
        reason,
        author,
        at: BigInt(at) * 1000n,
      },
    );
    await db.run(
      `insert into calc.day_publication by name
       select cast($seq as bigint) as publication_seq, cast(day as date) as day, $run_id as run_id,
         cast($version as integer) as version, make_timestamptz(cast($at as bigint)) as published_at
       from unnest(generate_series(cast($from as date), cast($to as date), interval 1 day)) as days(day)`,
      { seq: await next('day_publication'), run_id: runId, version, from, to, at: BigInt(at) * 1000n },
    );
  }
};
