import {
  diffEstate,
  type EstateChange,
  type EstateDiff,
  isMilestoneColumn,
  isPhaseColumn,
} from '../../app/diff.ts';
import { counted } from '../../domain/counted.ts';
import type { CommandContext } from '../context.ts';
import { csvLine, guardFormula } from '../output/csv.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = ['kind', 'id', 'name', 'state', 'column', 'from', 'to'] as const;

/** Numbers of services and resources are JSON numbers where these hold them exactly. */
const idOf = ({ kind, id }: EstateChange): string | number =>
  kind !== 'platform' && Number.isSafeInteger(Number(id)) ? Number(id) : id;

const asObject = (change: EstateChange): object =>
  Object.fromEntries(COLUMNS.map((column) => [column, column === 'id' ? idOf(change) : change[column]]));

const textOf = (value: EstateChange['from']): string | undefined => {
  if (value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** A name may begin with "=": it stays text in a spreadsheet. */
const csvCell = (value: EstateChange['from']): string | undefined =>
  typeof value === 'string' ? guardFormula(value) : textOf(value);

const csv = ({ changes }: EstateDiff): string =>
  [
    csvLine(COLUMNS),
    ...changes.map((change) => csvLine(COLUMNS.map((column) => csvCell(change[column])))),
  ].join('');

/** The table's sections, in the order in which a service manager asks; each change is in the first that fits. */
const SECTIONS: readonly { readonly title: string; readonly fits: (change: EstateChange) => boolean }[] = [
  { title: 'Appeared', fits: ({ state }) => state === 'new' },
  { title: 'Returned', fits: ({ state }) => state === 'returned' },
  { title: 'Gone', fits: ({ state }) => state === 'gone' },
  { title: 'Changed phase', fits: ({ column }) => isPhaseColumn(column) },
  { title: 'Changed date', fits: ({ column }) => isMilestoneColumn(column) },
  { title: 'Changed', fits: () => true },
];

const sectionText = (title: string, changes: readonly EstateChange[]): string => {
  const withColumn = changes.some(({ column }) => column !== null);
  const columns = COLUMNS.filter(
    (column) => column !== 'state' && (withColumn || !['column', 'from', 'to'].includes(column)),
  );
  const table = formatTable(
    columns,
    changes.map((change) => columns.map((column) => textOf(change[column]))),
    columns.map((column) => column === 'id'),
  );
  return `${title} (${new Set(changes.map(({ kind, id }) => `${kind} ${id}`)).size})\n${table.replace(/^/gm, '  ').trimEnd()}\n`;
};

const table = (diff: EstateDiff): string => {
  const { from, to, changes } = diff;
  const parts = [
    `From ${from.snapshot_id} (${from.taken_at}) to ${to.snapshot_id} (${to.taken_at})\n`,
    ...SECTIONS.flatMap(({ title, fits }, i) => {
      const own = changes.filter(
        (change) => fits(change) && !SECTIONS.slice(0, i).some((earlier) => earlier.fits(change)),
      );
      return own.length === 0 ? [] : [sectionText(title, own)];
    }),
  ];
  if (changes.length === 0) parts.push('Nothing changed.\n');
  return parts.join('\n');
};

const document = ({ from, to, changes, nightly }: EstateDiff): string =>
  `${JSON.stringify({ from, to, changes: changes.map(asObject), nightly })}\n`;

const array = ({ changes }: EstateDiff): string =>
  changes.length === 0
    ? '[]\n'
    : `[\n${changes.map((change) => JSON.stringify(asObject(change))).join(',\n')}\n]\n`;

const FORMATS = { table, json: array, csv, document } as const;

/** `bilan diff`: what came, went and changed between two snapshots of ITCare. */
export const diffCommand = async (
  context: CommandContext,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { config } = await context.load([], { isRequired: context.options.db === undefined });
  const [from = '', to = ''] = args;
  const isWhole = options.backups === true;
  const diff = await diffEstate(config, { from, to }, isWhole);
  const asked = options.format as keyof typeof FORMATS | undefined;
  context.write(FORMATS[asked ?? (context.options.json === true ? 'document' : 'table')](diff));
  const unsaid = diff.nightly.backup_gb ?? 0;
  if (!isWhole && unsaid > 0)
    context.reporter.notice(
      `The size of the backup changed for ${counted(unsaid, 'resource')}; --backups lists them.`,
    );
};
