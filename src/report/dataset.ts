import { plainDecimal } from '../domain/decimal.ts';
import type { CellValue } from '../domain/display.ts';
import { BilanError, messageOf, usageError } from '../domain/errors.ts';
import { parametersOf, type QueryPort } from './query-port.ts';

/** The rows of one query as the model holds values: exact decimal text, `YYYY-MM-DD`, text, or null. */
export interface Dataset {
  readonly query: string;
  readonly types: ReadonlyMap<string, string>;
  readonly rows: readonly Readonly<Record<string, CellValue>>[];
}

const NUMERIC = /^(DECIMAL|DOUBLE|FLOAT|REAL|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\b)/;

/** True for a type whose values are numbers. */
export const isNumeric = (type: string | undefined): boolean => type !== undefined && NUMERIC.test(type);

const cellOf = (value: unknown, isNumber: boolean): CellValue => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  const text = String(value);
  return isNumber ? plainDecimal(text) : text;
};

/** Asks each query once, whoever needs it. */
export type Datasets = (query: string) => Promise<Dataset>;

/**
 * Binds queries to one period.
 * @param queries SQL by name
 * @param params every parameter a report has; each statement gets those it names
 * @throws exit 2 when a query names a parameter that there is not
 */
export const datasetsOf = (
  queries: ReadonlyMap<string, string>,
  port: QueryPort,
  params: Readonly<Record<string, string>>,
): Datasets => {
  const asked = new Map<string, Promise<Dataset>>();
  const ask = async (query: string): Promise<Dataset> => {
    const sql = queries.get(query) ?? '';
    const named: Record<string, string> = {};
    for (const name of parametersOf(sql)) {
      const value = params[name];
      if (value === undefined)
        throw usageError(`query ${query}: no parameter $${name}`, {
          hint: `A report has ${Object.keys(params)
            .map((each) => `$${each}`)
            .join(', ')}.`,
        });
      named[name] = value;
    }
    const { columns, rows } = await port(sql, named).catch((error: unknown) => {
      if (error instanceof BilanError) throw error;
      const names = Object.keys(named).map((name) => `$${name}`);
      throw usageError(`query ${query} (${names.join(', ')}): ${messageOf(error)}`, { cause: error });
    });
    const numeric = columns.map((column) => isNumeric(column.type));
    return {
      query,
      types: new Map(columns.map((column) => [column.name, column.type])),
      rows: rows.map((row) =>
        Object.fromEntries(
          columns.map((column, index) => [column.name, cellOf(row[index], numeric[index] === true)]),
        ),
      ),
    };
  };
  return (query) => {
    const known = asked.get(query) ?? ask(query);
    asked.set(query, known);
    return known;
  };
};

/** Throws exit 2 when a query does not give a column that the definition names at `place` (`file:line:column`). */
export const checkColumn = (dataset: Dataset, column: string, place: string): void => {
  if (!dataset.types.has(column))
    throw usageError(`${place}: query ${dataset.query} gives no column "${column}"`, {
      details: [`it gives ${[...dataset.types.keys()].join(', ')}`],
    });
};
