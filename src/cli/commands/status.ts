import { readStatus, type Status } from '../../app/status.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../output/table.ts';

type Rows = Status['runs'];
type SqlValue = Rows[number][string];

const percent = (value: SqlValue | undefined): string =>
  typeof value === 'number' ? `${(100 * value).toFixed(1)} %` : '';
const text = (value: SqlValue | undefined): string =>
  value === null || value === undefined ? '' : String(value);
const mark = (value: SqlValue | undefined, word: string): string => (value === true ? word : '');

const section = (
  title: string,
  rows: Rows,
  columns: Readonly<Record<string, (row: Rows[number]) => string>>,
  right: readonly string[],
): string => {
  if (rows.length === 0) return `${title}\n  none yet\n`;
  const names = Object.keys(columns);
  const table = formatTable(
    names,
    rows.map((row) => names.map((name) => columns[name]?.(row) ?? '')),
    names.map((name) => right.includes(name)),
  );
  return `${title}\n${table.replace(/^/gm, '  ').trimEnd()}\n`;
};

const shown = ({
  snapshots,
  incomplete_families: families,
  differences,
  power,
  runs,
  months,
}: Status): string =>
  [
    section(
      'Snapshots (latest of each source)',
      snapshots,
      {
        source: (row) => text(row.source),
        snapshot: (row) => text(row.snapshot_id),
        'taken at': (row) => text(row.taken_at),
        rows: (row) => text(row.row_count),
        requests: (row) => text(row.request_count),
        'in all': (row) => text(row.snapshots),
        '': (row) => mark(row.is_complete === false, 'incomplete'),
      },
      ['rows', 'requests', 'in all'],
    ),
    ...(families.length === 0
      ? []
      : [
          section(
            'Not read whole (the last complete snapshot of ITCare stands)',
            families,
            {
              family: (row) => text(row.family),
              elements: (row) => text(row.element_count),
              why: (row) => text(row.error),
            },
            ['elements'],
          ),
        ]),
    ...(differences.length === 0
      ? []
      : [
          section(
            "Not as ITCare's own figures",
            differences.map(({ measure, reason }) => ({ measure, reason })),
            { measure: (row) => text(row.measure), figures: (row) => text(row.reason) },
            [],
          ),
        ]),
    section(
      'Power samples',
      power === undefined ? [] : [power],
      {
        'UTC days': (row) => text(row.days),
        samples: (row) => text(row.samples),
        rejected: (row) => text(row.rejected),
        'last sample': (row) => text(row.last_sample_at),
      },
      ['UTC days', 'samples', 'rejected'],
    ),
    section(
      'Runs (latest)',
      runs,
      {
        run: (row) => text(row.run_id),
        from: (row) => text(row.from_day),
        to: (row) => text(row.to_day),
        status: (row) => text(row.status),
        'finished at': (row) => text(row.finished_at),
        '': (row) => text(row.reason),
      },
      [],
    ),
    section(
      'Months',
      months,
      {
        month: (row) => text(row.month),
        days: (row) => `${text(row.days_covered)} of ${text(row.days_in_month)}`,
        coverage: (row) => percent(row.coverage),
        estimated: (row) => percent(row.estimated_share),
        provisional: (row) => mark(row.is_provisional, 'provisional'),
        closed: (row) => mark(row.is_closed, 'closed'),
      },
      ['coverage', 'estimated'],
    ),
  ].join('\n');

const jsonValue = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value;

/** `bilan status`: snapshots, samples, runs and months. */
export const statusCommand = async (context: CommandContext): Promise<void> => {
  const { config } = await context.load([], { isRequired: context.options.db === undefined });
  const status = await readStatus(config);
  context.write(
    context.options.json === true
      ? `${JSON.stringify({ ...status, power: status.power ?? null }, jsonValue, 2)}\n`
      : shown(status),
  );
};
