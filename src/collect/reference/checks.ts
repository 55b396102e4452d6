import { parseAllocationKey } from '../../domain/allocation-key.ts';
import { messageOf } from '../../domain/errors.ts';
import type { ReferenceFileName, ReferenceValue } from '../../domain/reference-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { isTimeZone, likelyTimeZone } from '../../domain/time-zone.ts';
import { type Finding, quoted } from './finding.ts';
import type { Table, TableRow } from './table.ts';

/** The tables that were found, by file. */
export type Tables = ReadonlyMap<ReferenceFileName, Table>;

/** A column's text in a row; undefined where it is blank, absent or was bad. */
export const textIn = (row: TableRow, column: string): string | undefined => {
  const value = row.values[column];
  return value === null || value === undefined ? undefined : String(value);
};

const describeKey = (columns: readonly string[], values: readonly (ReferenceValue | undefined)[]): string =>
  columns
    .flatMap((column, index) => {
      const value = values[index];
      return value === null || value === undefined ? [] : [`${column} ${quoted(String(value))}`];
    })
    .join(', ');

/** Rows that repeat what may be there once, each naming the line of the first. */
const repeated = (table: Table): Finding[] => {
  const { name, unique } = table.spec;
  if (unique === undefined) return [];
  const lineOf = new Map<string, number>();
  return table.rows.flatMap((row) => {
    const values = unique.map((column) => row.values[column]);
    if (values.includes(undefined)) return [];
    const key = JSON.stringify(values.map((value) => (value === null ? null : String(value))));
    const first = lineOf.get(key);
    if (first === undefined) {
      lineOf.set(key, row.line);
      return [];
    }
    const text = `${describeKey(unique, values)} is already on line ${first}; expected one row for it`;
    return [{ file: name, line: row.line, text }];
  });
};

const REFERENCES: readonly {
  readonly files: readonly ReferenceFileName[];
  readonly column: string;
  readonly target: ReferenceFileName;
}[] = [
  {
    files: ['equipment', 'pue', 'energy_mix', 'annual_emissions'],
    column: 'datacenter_id',
    target: 'datacenters',
  },
  { files: ['placements'], column: 'equipment_id', target: 'equipment' },
];

/** Ids that the file which should list them does not. */
const unknownIds = (tables: Tables): Finding[] =>
  REFERENCES.flatMap(({ files, column, target }) => {
    const listed = tables.get(target);
    if (listed?.isWhole !== true) return [];
    const known = new Set(listed.rows.flatMap((row) => textIn(row, column) ?? []));
    return files.flatMap((file) =>
      (tables.get(file)?.rows ?? []).flatMap((row) => {
        const id = textIn(row, column);
        if (id === undefined || known.has(id)) return [];
        const text = `column ${column}: ${quoted(id)} is not in ${target}.csv${didYouMean(id, [...known])}`;
        return [{ file, line: row.line, text }];
      }),
    );
  });

const inverted = (from: string, to: string) => (row: TableRow) => {
  const start = textIn(row, from);
  const end = textIn(row, to);
  if (start === undefined || end === undefined || start <= end) return [];
  return [`column ${to}: '${end}' is before ${from} '${start}'; expected that day or a later one`];
};

const zone = (row: TableRow): string[] => {
  const name = textIn(row, 'timezone');
  if (name === undefined || isTimeZone(name)) return [];
  const likely = likelyTimeZone(name);
  const hint = likely === undefined ? '' : `; did you mean '${likely}'?`;
  return [
    `column timezone: ${quoted(name)} is not a time zone; expected an IANA name such as Europe/Paris${hint}`,
  ];
};

const countedTwice = (row: TableRow): string[] =>
  textIn(row, 'perimeter') !== 'lifecycle'
    ? []
    : ['scope3_kgco2e_per_kwh', 'td_loss_rate'].flatMap((column) => {
        const value = textIn(row, column);
        if (value === undefined) return [];
        return [
          `column ${column}: '${value}' beside perimeter lifecycle would count twice; expected a blank cell`,
        ];
      });

const allocationKey = (row: TableRow): string[] => {
  const key = textIn(row, 'key');
  if (key === undefined) return [];
  try {
    const category = textIn(row, 'category');
    if (parseAllocationKey(key).kind === 'energy' && category !== undefined && category !== 'network') {
      return [`column key: energy is for category network only, not ${category}`];
    }
    return [];
  } catch (error) {
    return [`column key: ${messageOf(error)}`];
  }
};

const alternatives = (column: string, isExcludable: boolean) => (row: TableRow) => {
  const text = textIn(row, column);
  const parts = text?.split('|').map((part) => part.trim()) ?? [];
  const isBad = (part: string): boolean =>
    part === '' || part === '!' || (!isExcludable && part.startsWith('!'));
  if (!parts.some(isBad)) return [];
  const expected = isExcludable ? 'names with | between, !NAME to exclude one' : 'names with | between';
  return [`column ${column}: ${quoted(text ?? '')} has a part that is not a name; expected ${expected}`];
};

type RowCheck = (row: TableRow) => string[];

const VALIDITY = inverted('valid_from', 'valid_to');

const ROW_CHECKS: Readonly<Partial<Record<ReferenceFileName, readonly RowCheck[]>>> = {
  datacenters: [zone],
  equipment: [inverted('in_service_on', 'retired_on')],
  energy_mix: [VALIDITY],
  emission_factors: [countedTwice],
  grid_factors: [countedTwice],
  allocation_rules: [VALIDITY, allocationKey, alternatives('types', true), alternatives('statuses', false)],
  placements: [VALIDITY],
  service_shares: [VALIDITY],
};

/** What is wrong inside one row, one table or between two tables; what depends on days is in day-checks.ts. */
export const checkRows = (tables: Tables): Finding[] =>
  [...tables.values()]
    .flatMap((table) => [
      ...repeated(table),
      ...table.rows.flatMap((row) =>
        (ROW_CHECKS[table.spec.name] ?? []).flatMap((check) =>
          check(row).map((text) => ({ file: table.spec.name, line: row.line, text })),
        ),
      ),
    ])
    .concat(unknownIds(tables));
