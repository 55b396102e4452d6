import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { queryLedger } from '../../app/sql.ts';
import { messageOf, usageError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';
import { type RowFormat, writeRows } from '../output/rows.ts';

/** Rows that a table shows on a terminal unless --limit says otherwise. */
const TERMINAL_ROWS = 100;

const ENDINGS: Readonly<Record<string, RowFormat>> = {
  csv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  txt: 'table',
};

const readStatement = async (
  context: CommandContext,
  statement: string | undefined,
  file: unknown,
): Promise<string> => {
  if (statement !== undefined && file !== undefined) throw usageError('Give a statement or --file, not both');
  if (statement !== undefined) return statement;
  if (typeof file === 'string') {
    return readFile(resolve(context.io.cwd, file), 'utf8').catch((error: unknown) => {
      throw usageError(`--file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
    });
  }
  if (context.io.isStdinTerminal) {
    throw usageError('A statement is expected', {
      hint: 'For example: bilan sql "select * from service_month"',
    });
  }
  return context.io.readStdin();
};

const limitOption = (value: unknown): number | undefined => {
  if (typeof value !== 'string') return undefined;
  if (!/^\d+$/.test(value)) throw usageError(`--limit ${value}: expected a whole number of rows`);
  return Number(value);
};

const formatOption = (context: CommandContext, options: Readonly<Record<string, unknown>>): RowFormat => {
  const asked = options.format as RowFormat | undefined;
  if (asked !== undefined) return asked;
  if (context.options.json === true) return 'document';
  const output = options.output;
  if (typeof output !== 'string') return 'table';
  const ending = /\.(\w+)$/.exec(output)?.[1]?.toLowerCase() ?? '';
  const format = ENDINGS[ending];
  if (format === undefined)
    throw usageError(
      `--output ${output}: expected a file ending in ${Object.keys(ENDINGS).join(', ')}, or --format`,
    );
  return format;
};

/** Writes through a file beside the target, so that a failure leaves nothing half written. */
const intoFile = async <T>(
  path: string,
  use: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> => {
  const partial = `${path}.part`;
  const stream = createWriteStream(partial);
  try {
    await once(stream, 'open');
  } catch (error) {
    throw usageError(`${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  try {
    const result = await use(async (text) => {
      if (!stream.write(text)) await once(stream, 'drain');
    });
    stream.end();
    await once(stream, 'finish');
    await rename(partial, path);
    return result;
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    throw error;
  }
};

/** `bilan sql`: one reading statement, its rows on stdout or in a file. */
export const sqlCommand = async (
  context: CommandContext,
  argument: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const statement = await readStatement(context, argument, options.file);
  const format = formatOption(context, options);
  const asked = limitOption(options.limit);
  const output = typeof options.output === 'string' ? resolve(context.io.cwd, options.output) : undefined;
  const isOnTerminal = format === 'table' && output === undefined && context.io.stdout.isTTY === true;
  const limit = asked ?? (isOnTerminal ? TERMINAL_ROWS : undefined);
  const { config } = await context.load([], { isRequired: context.options.db === undefined });
  const rowOptions = { limit, isGuarded: options.guardFormulas === true };
  const { stdout } = context.io;
  const onStdout = async (text: string): Promise<void> => {
    if (!stdout.write(text)) await stdout.drained?.();
  };
  const isTruncated = await queryLedger(config, statement, (result) =>
    output === undefined
      ? writeRows(result, format, rowOptions, onStdout)
      : intoFile(output, (write) => writeRows(result, format, rowOptions, write)),
  );
  if (isTruncated)
    context.reporter.notice(
      `Only the first ${limit} rows are shown${asked === undefined ? '; --limit shows more' : ''}.`,
    );
};
