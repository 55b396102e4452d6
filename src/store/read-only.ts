import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { messageOf, usageError } from '../domain/errors.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

const READING = /^(?:select|values|with|from|explain|describe|desc|summarize|show)$/;

/** Functions that a SELECT could call and that do more than read: logging to files, checkpoints, statements in a string. */
const ACTING =
  /^(?:(?:enable|disable)_(?:logging|peg_parser|profil\w*)|set_log\w*|write_log|truncate_duckdb_logs|(?:force_)?checkpoint|query|query_table|json_execute_serialized_sql|nextval|setseed)$/;

const refused = (why: string): Error =>
  usageError(`bilan sql only reads: ${why}`, {
    hint: 'Use SELECT, VALUES, WITH, FROM, EXPLAIN, DESCRIBE, SUMMARIZE or SHOW.',
  });

/** What EXPLAIN explains: the tokens after it, ANALYZE and options in parentheses, which are no statement. */
const explained = (tokens: readonly SqlToken[]): readonly SqlToken[] => {
  let rest = tokens.slice(1);
  if (rest[0]?.value === 'analyze') rest = rest.slice(1);
  const option = rest[0]?.value === '(' ? (rest[1]?.value ?? '') : '';
  return /^(?:analyze|format)$/.test(option)
    ? rest.slice(rest.findIndex((token) => token.value === ')') + 1)
    : rest;
};

const firstWord = (tokens: readonly SqlToken[]): string =>
  tokens.find((token) => token.value !== '(')?.value ?? '';

/**
 * Refuses what is not one reading statement, before the engine sees it.
 * @throws exit 2 naming the word that was found
 */
export const checkReadOnly = (sql: string): void => {
  const tokens = sqlTokens(sql).filter((token) => token.value !== ';');
  const first = firstWord(tokens);
  if (tokens.length === 0) throw refused('the statement is empty');
  const words = first === 'explain' ? [first, firstWord(explained(tokens))] : [first];
  for (const word of words) {
    if (!READING.test(word))
      throw refused(`${word === '' ? 'text' : word.toUpperCase()} is not a reading statement`);
  }
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'name' && ACTING.test(token.value) && tokens[i + 1]?.value === '(')
      throw refused(`the function ${token.value} is refused`);
  }
};

/** What the engine says of a statement, without its advertising of extensions. */
export const statementError = (error: unknown): Error =>
  usageError(messageOf(error).trimEnd(), { cause: error });

/**
 * Prepares one reading statement on a read-only, locked-down connection.
 * @throws exit 2 for several statements, one that writes, or one that DuckDB refuses
 */
export const prepareReading = async (
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> => {
  checkReadOnly(sql);
  const { StatementType } = await import('@duckdb/node-api');
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw refused(`${statements.count} statements were given, one is expected`);
    const prepared = await statements.prepare(0);
    const type = prepared.statementType;
    if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) {
      throw refused(`${StatementType[type]} is not a reading statement`);
    }
    return prepared;
  } catch (error) {
    if (error instanceof Error && error.name === 'BilanError') throw error;
    throw statementError(error);
  }
};
