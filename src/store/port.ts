/** A value as it is bound to a parameter or comes back in a row: dates and instants as text, decimals as text. */
export type SqlValue = string | number | bigint | boolean | null;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Named parameters of one statement, without the `$`. */
export type SqlParameters = Readonly<Record<string, SqlValue>>;

/** What a use case or the calculation may ask of a database; every test runs it on a real DuckDB. */
export interface Database {
  /** Runs statements for their effect. */
  run(sql: string, parameters?: SqlParameters): Promise<void>;
  /** Rows of one statement; DECIMAL, DATE and TIMESTAMP values come as text, BIGINT as bigint. */
  rows<T extends SqlRow = SqlRow>(sql: string, parameters?: SqlParameters): Promise<T[]>;
  /** The one value of a statement that returns one row and one column. */
  value(sql: string, parameters?: SqlParameters): Promise<SqlValue>;
}
