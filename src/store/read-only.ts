import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { messageOf, usageError } from '../domain/errors.ts';
import { bareSql } from './query-files.ts';

const READING = /^(select|values|with|from|explain|describe|desc|summarize|show)\b/i;
const EXPLAINED = /^explain\s+(?:analyze\s+)?(?:\([^)]*\)\s*)?/i;

/** Functions that a SELECT could call and that do more than read: logging to files, checkpoints, statements in a string. */
const ACTING =
  /\b(enable_logging|disable_logging|set_log\w*|write_log|truncate_duckdb_logs|checkpoint|force_checkpoint|enable_profil\w*|query|query_table|nextval|setseed)"?\s*\(/i;

const refused = (why: string): Error =>
  usageError(`bilan sql only reads: ${why}`, {
    hint: 'Use SELECT, VALUES, WITH, FROM, EXPLAIN, DESCRIBE, SUMMARIZE or SHOW.',
  });

/**
 * Refuses what is not one reading statement, before the engine sees it.
 * @throws exit 2 naming the word that was found
 */
export const checkReadOnly = (sql: string): void => {
  const bare = bareSql(sql)
    .replace(/[\s;]+$/, '')
    .replace(/^[\s(]+/, '');
  if (bare === '') throw refused('the statement is empty');
  const inner = bare.replace(EXPLAINED, '').replace(/^[\s(]+/, '');
  for (const part of [bare, inner]) {
    if (!READING.test(part)) throw refused(`${/^\S+/.exec(part)?.[0] ?? part} is not a reading statement`);
  }
  const acting = ACTING.exec(bare);
  if (acting !== null) throw refused(`the function ${acting[1]} is refused`);
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
