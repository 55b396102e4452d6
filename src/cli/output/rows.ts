import type { DuckDBValue } from '@duckdb/node-api';
import type { SqlResult } from '../../app/sql.ts';
import { csvLine, guardFormula } from './csv.ts';
import { formatTable } from './table.ts';

export type RowFormat = 'table' | 'json' | 'ndjson' | 'csv' | 'document';

export interface RowOptions {
  readonly limit: number | undefined;
  readonly isGuarded: boolean;
}

/** Where pieces of the result go; awaited, so that a slow reader holds the engine back. */
type Write = (text: string) => Promise<void> | void;

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

/** Rows up to the limit; `onMore` is called when there were more. */
const limited = async function* (
  result: SqlResult,
  limit: number | undefined,
  onMore: () => void,
): AsyncGenerator<readonly DuckDBValue[]> {
  let count = 0;
  for await (const batch of result.batches()) {
    for (const row of batch) {
      if (limit !== undefined && count >= limit) {
        onMore();
        return;
      }
      count += 1;
      yield row;
    }
  }
};

const trimDecimal = (text: string | undefined, type: string): string | undefined =>
  text !== undefined && type.startsWith('DECIMAL') && text.includes('.') ? text.replace(/\.?0+$/, '') : text;

/** Text that is written at once, so that a row is not a system call. */
const PIECE = 65_536;

/**
 * Writes a result in a format as it comes.
 * @returns whether the limit cut it
 */
export const writeRows = async (
  result: SqlResult,
  format: RowFormat,
  options: RowOptions,
  sink: Write,
): Promise<boolean> => {
  const { columns, writer } = result;
  let isTruncated = false;
  let pending = '';
  const write: Write = async (text) => {
    pending += text;
    if (pending.length < PIECE) return;
    const piece = pending;
    pending = '';
    await sink(piece);
  };
  const rows = limited(result, options.limit, () => {
    isTruncated = true;
  });
  const object = (row: readonly DuckDBValue[]): string =>
    `{${columns.map((column, i) => `${JSON.stringify(column.name)}:${writer.json(row[i] ?? null, column.duckdbType)}`).join(',')}}`;
  const texts = (row: readonly DuckDBValue[]): (string | undefined)[] =>
    columns.map((column, i) => writer.text(row[i] ?? null, column.duckdbType));
  switch (format) {
    case 'json': {
      let separator = '[\n';
      for await (const row of rows) {
        await write(`${separator}${object(row)}`);
        separator = ',\n';
      }
      await write(separator === '[\n' ? '[]\n' : '\n]\n');
      break;
    }
    case 'ndjson':
      for await (const row of rows) await write(`${object(row)}\n`);
      break;
    case 'csv':
      await write(csvLine(columns.map((column) => column.name)));
      for await (const row of rows) {
        const cells = texts(row);
        await write(
          csvLine(
            options.isGuarded
              ? cells.map((cell, i) =>
                  cell === undefined || NUMERIC.test(columns[i]?.type ?? '') ? cell : guardFormula(cell),
                )
              : cells,
          ),
        );
      }
      break;
    case 'document': {
      await write(`{"columns":${JSON.stringify(columns.map(({ name, type }) => ({ name, type })))},"rows":[`);
      let separator = '\n';
      for await (const row of rows) {
        await write(`${separator}${object(row)}`);
        separator = ',\n';
      }
      await write(`\n],"truncated":${isTruncated}}\n`);
      break;
    }
    case 'table': {
      const cells: (string | undefined)[][] = [];
      for await (const row of rows)
        cells.push(texts(row).map((text, i) => trimDecimal(text, columns[i]?.type ?? '')));
      await write(
        formatTable(
          columns.map((column) => column.name),
          cells,
          columns.map((column) => NUMERIC.test(column.type)),
        ),
      );
      break;
    }
  }
  await sink(pending);
  return isTruncated;
};
