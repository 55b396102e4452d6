import type { ReferenceFileName, ReferenceValue } from '../../domain/reference-files.ts';
import { type Tables, textIn } from './checks.ts';
import type { Finding } from './finding.ts';
import type { TableRow } from './table.ts';
import { type Stretch, stretches, type Valid } from './validity.ts';

/** Shares of a day may miss 1 by this much; they are normalised then. */
const SHARE_TOLERANCE = 0.000_001;
/** Room for the last digits that adding doubles leaves, so that 0.999999 itself still passes. */
const ROUNDING = 1e-12;

interface DatedRow extends Valid {
  readonly row: TableRow;
}

const isReadable = (row: TableRow, columns: readonly string[]): boolean =>
  columns.every((column) => row.values[column] !== undefined);

/** Rows of a file by the values of some columns; rows with a bad cell among those that matter are left out. */
const grouped = (
  tables: Tables,
  file: ReferenceFileName,
  by: readonly string[],
  needs: readonly string[] = [],
): Map<string, DatedRow[]> => {
  const groups = new Map<string, DatedRow[]>();
  for (const row of tables.get(file)?.rows ?? []) {
    if (!isReadable(row, [...by, ...needs, 'valid_from', 'valid_to'])) continue;
    const key = by.map((column) => textIn(row, column) ?? '').join(' ');
    const dated = { row, from: textIn(row, 'valid_from') ?? null, to: textIn(row, 'valid_to') ?? null };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [dated]);
    else group.push(dated);
  }
  return groups;
};

const linesOf = (stretch: Stretch<DatedRow>): string => {
  const lines = stretch.items.map(({ row }) => row.line).sort((a, b) => a - b);
  return `line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`;
};

const lastLine = (stretch: Stretch<DatedRow>): number =>
  Math.max(...stretch.items.map(({ row }) => row.line));

const since = (stretch: Stretch<DatedRow>): string =>
  stretch.from === null ? 'on every day' : `from ${stretch.from}`;

const sharesOf = (stretch: Stretch<DatedRow>): number =>
  stretch.items.reduce((sum, { row }) => sum + Number(row.values.share ?? 0), 0);

const shown = (sum: number): string => String(Number(sum.toPrecision(12)));

const mixSums = (tables: Tables): Finding[] => {
  const columns = ['datacenter_id', 'share', 'valid_from', 'valid_to'];
  const mix = tables.get('energy_mix');
  // A row that could not be read would only bring a second, misleading finding about the sum.
  if (!mix?.isWhole || !mix.rows.every((row) => isReadable(row, columns))) return [];
  return [...grouped(tables, 'energy_mix', ['datacenter_id'])].flatMap(([datacenter, rows]) =>
    stretches(rows).flatMap((stretch) => {
      const sum = sharesOf(stretch);
      if (Math.abs(sum - 1) <= SHARE_TOLERANCE + ROUNDING) return [];
      const text = `datacenter ${datacenter}, ${since(stretch)}: shares sum to ${shown(sum)}; expected 1 (${linesOf(stretch)})`;
      return [{ file: 'energy_mix' as const, line: 0, text }];
    }),
  );
};

const serviceShareSums = (tables: Tables): Finding[] =>
  [...grouped(tables, 'service_shares', ['service_id'], ['share'])].flatMap(([service, rows]) =>
    stretches(rows).flatMap((stretch) => {
      const sum = sharesOf(stretch);
      if (sum <= 1 + SHARE_TOLERANCE + ROUNDING) return [];
      const text = `service ${service}, ${since(stretch)}: shares sum to ${shown(sum)}; expected at most 1 (${linesOf(stretch)})`;
      return [{ file: 'service_shares' as const, line: 0, text }];
    }),
  );

const weightsIn = (stretch: Stretch<DatedRow>): readonly ReferenceValue[] =>
  stretch.items.flatMap(({ row }) => row.values.weight ?? []);

const isMixed = (stretch: Stretch<DatedRow>): boolean => {
  const given = weightsIn(stretch).length;
  return given > 0 && given < stretch.items.length;
};

const isAllZero = (stretch: Stretch<DatedRow>): boolean => {
  const weights = weightsIn(stretch);
  return weights.length === stretch.items.length && weights.every((weight) => weight === 0);
};

const placementWeights = (tables: Tables): Finding[] =>
  [...grouped(tables, 'placements', ['equipment_id'], ['weight'])].flatMap(([equipment, rows]) => {
    const found = stretches(rows);
    return [
      { stretch: found.find(isMixed), what: 'some weights are blank', expected: 'all or none' },
      { stretch: found.find(isAllZero), what: 'every weight is 0', expected: 'one above 0' },
    ].flatMap(({ stretch, what, expected }): Finding[] => {
      if (stretch === undefined) return [];
      const text = `column weight: equipment ${equipment}, ${since(stretch)}: ${what} (${linesOf(stretch)}); expected ${expected}`;
      return [{ file: 'placements', line: lastLine(stretch), text }];
    });
  });

const OVERLAPS: readonly {
  readonly file: ReferenceFileName;
  readonly by: readonly string[];
  readonly text: string;
}[] = [
  {
    file: 'placements',
    by: ['equipment_id', 'resource_id'],
    text: 'the same resource is placed twice on the same equipment',
  },
  {
    file: 'service_shares',
    by: ['service_id', 'to_service_id'],
    text: 'two shares of the same service for the same service',
  },
  {
    file: 'allocation_rules',
    by: ['category', 'subcategory'],
    text: 'two rules for the same category and subcategory',
  },
];

const overlaps = (tables: Tables): Finding[] =>
  OVERLAPS.flatMap(({ file, by, text }) =>
    [...grouped(tables, file, by).values()].flatMap((rows) => {
      const stretch = rows.length > 1 ? stretches(rows).find(({ items }) => items.length > 1) : undefined;
      if (stretch === undefined) return [];
      const line = lastLine(stretch);
      return [
        { file, line, text: `${text} ${since(stretch)} (${linesOf(stretch)}); expected one at a time` },
      ];
    }),
  );

/** What is wrong on a day, checked for every day: shares, weights and rules that are valid together. */
export const checkDays = (tables: Tables): Finding[] => [
  ...mixSums(tables),
  ...serviceShareSums(tables),
  ...placementWeights(tables),
  ...overlaps(tables),
];
