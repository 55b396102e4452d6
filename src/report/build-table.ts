import { plainDecimal, sumDecimals } from '../domain/decimal.ts';
import type { CellFormat, CellValue } from '../domain/display.ts';
import { displayCell } from '../domain/display.ts';
import { usageError } from '../domain/errors.ts';
import { checkColumn, type Dataset, isNumeric } from './dataset.ts';
import type { ColumnDefinition, TableDefinition } from './definition.ts';
import type { Column, RowGroup, Table } from './model.ts';
import { fieldsOf, fill, type Wording } from './wording.ts';

export interface BuildContext {
  readonly wording: Wording;
  readonly formats: ReadonlyMap<string, CellFormat>;
  /** `file:line:column` of a path of the definition. */
  readonly at: (path: readonly PropertyKey[]) => string;
}

type Row = Dataset['rows'][number];

const DEFAULT_WIDTH = { number: 14, date: 12, text: 24, code: 34 } as const;

/** The named format; definitions are checked, so it exists. */
export const formatOf = (context: BuildContext, name: string): CellFormat =>
  context.formats.get(name) ?? { kind: 'text' };

/** A value in the words of a list of codes; a code without words stays as it is. */
export const inWords = (value: CellValue, prefix: string | undefined, wording: Wording): CellValue => {
  if (value === null || prefix === undefined) return value;
  const key = `${prefix}.${value}`;
  return wording.has(key) ? wording.text(key) : value;
};

/** What stands for a null: fixed words, or words by another column of the same row. */
export const emptyWords = (
  empty: NonNullable<ColumnDefinition['empty']>,
  row: Row,
  wording: Wording,
): string =>
  typeof empty === 'string'
    ? wording.text(empty)
    : (inWords(row[empty.column] ?? null, empty.words, wording) ?? '');

const emptyOf = (definition: ColumnDefinition, rows: readonly Row[], wording: Wording): Column['empty'] => {
  const { empty } = definition;
  if (empty === undefined) return wording.text('render.unknown');
  if (typeof empty === 'string') return wording.text(empty);
  const texts: Record<number, string> = {};
  for (const [index, row] of rows.entries())
    if (row[definition.column] === null) texts[index] = emptyWords(empty, row, wording);
  return texts;
};

const checkKind = (dataset: Dataset, column: string, format: CellFormat, place: string): void => {
  checkColumn(dataset, column, place);
  const type = dataset.types.get(column);
  const isWrong =
    (format.kind === 'number' && !isNumeric(type)) || (format.kind === 'date' && type !== 'DATE');
  if (isWrong)
    throw usageError(`${place}: column ${column} of query ${dataset.query} is ${type}, not a ${format.kind}`);
};

/** Σ a ÷ Σ b over the rows that know both. */
const ratio = (rows: readonly Row[], [above, below]: readonly [string, string]): CellValue => {
  const known = rows.filter((row) => row[above] != null && row[below] != null);
  const dividend = sumDecimals(known.map((row) => row[above] ?? null));
  const divisor = sumDecimals(known.map((row) => row[below] ?? null));
  if (dividend === null || divisor === null || Number(divisor) === 0) return null;
  return plainDecimal(String(Number(dividend) / Number(divisor)));
};

const totalsOf = (columns: readonly ColumnDefinition[], rows: readonly Row[]): CellValue[] | undefined => {
  if (columns.every((column) => column.total === undefined)) return undefined;
  return columns.map(({ column, total }) => {
    if (total === undefined) return null;
    return total === 'sum' ? sumDecimals(rows.map((row) => row[column] ?? null)) : ratio(rows, total.ratio);
  });
};

const groupsOf = (
  definition: TableDefinition,
  columns: readonly Column[],
  dataset: Dataset,
  context: BuildContext,
): RowGroup[] | undefined => {
  const { group } = definition;
  if (!group) return undefined;
  const template = context.wording.text(group.title);
  const { rows } = dataset;
  const keyOf = (row: Row): string => JSON.stringify(group.by.map((column) => row[column] ?? null));
  const titleOf = (start: number): string => {
    const fields = fieldsOf(template).map((field): [string, string] => {
      const index = definition.columns.findIndex((column) => column.column === field);
      const column = columns[index];
      const value = rows[start]?.[field] ?? null;
      const empty = column === undefined ? undefined : column.empty;
      if (value === null) return [field, typeof empty === 'string' ? empty : (empty?.[start] ?? '')];
      const words = inWords(value, definition.columns[index]?.words, context.wording) ?? value;
      return [field, column ? displayCell(words, column.format, context.wording.locale) : words];
    });
    return fill(template, Object.fromEntries(fields));
  };
  const groups: RowGroup[] = [];
  let start = 0;
  for (let end = 1; end <= rows.length; end += 1) {
    const next = rows[end];
    const first = rows[start];
    if (first === undefined || (next !== undefined && keyOf(next) === keyOf(first))) continue;
    const totals = totalsOf(definition.columns, rows.slice(start, end));
    groups.push({ title: titleOf(start), start, end, totals });
    start = end;
  }
  return groups;
};

/**
 * Rows → a table of the model.
 * @param path where the definition names it
 * @throws exit 2 when the query lacks a column, or gives text where a number or a date is to be shown
 */
export const buildTable = (
  definition: TableDefinition,
  heading: string,
  dataset: Dataset,
  path: readonly PropertyKey[],
  context: BuildContext,
): Table => {
  const { wording } = context;
  const columns = definition.columns.map((column, index): Column => {
    const format = formatOf(context, column.format);
    const place = [...path, 'columns', index];
    checkKind(dataset, column.column, format, context.at([...place, 'column']));
    if (typeof column.total === 'object')
      for (const part of column.total.ratio) checkColumn(dataset, part, context.at([...place, 'total']));
    return {
      id: column.column,
      label: wording.text(column.label),
      format,
      align: column.align ?? (format.kind === 'number' ? 'right' : 'left'),
      width: column.width ?? DEFAULT_WIDTH[format.kind],
      empty: emptyOf(column, dataset.rows, wording),
      only: column.only,
    };
  });
  for (const column of definition.group?.by ?? [])
    checkColumn(dataset, column, context.at([...path, 'group']));
  return {
    kind: 'table',
    id: definition.table,
    title: definition.title === undefined ? heading : wording.text(definition.title),
    sheet: wording.text(definition.sheet),
    columns,
    rows: dataset.rows.map((row) =>
      definition.columns.map(({ column, words }) => inWords(row[column] ?? null, words, wording)),
    ),
    totals: dataset.rows.length === 0 ? undefined : totalsOf(definition.columns, dataset.rows),
    groups: groupsOf(definition, columns, dataset, context),
    empty: wording.text(definition.empty),
    print_rows: definition.print_rows,
  };
};
