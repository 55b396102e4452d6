/** What a report needs of the ledger: one statement in, rows out. */

export interface QueryColumn {
  readonly name: string;
  /** DuckDB's name of the type, e.g. `DECIMAL(38,18)`, `DATE`, `VARCHAR`. */
  readonly type: string;
}

/**
 * The rows of one SELECT, in its order. Values are null, boolean, number, bigint or text; anything else is read by
 * its `toString()`, which for the driver's own decimals and dates is the exact text.
 */
export interface QueryRows {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs one SELECT over the public relations.
 * @param sql the text of a query file, with `$name` parameters
 * @param params the parameters that the text names, and no others; dates as `YYYY-MM-DD`
 */
export type QueryPort = (sql: string, params: Readonly<Record<string, string>>) => Promise<QueryRows>;

const stripped = (sql: string): string => sql.replace(/--[^\n]*|'(?:[^']|'')*'/g, ' ');

/** The names of the `$parameters` that a statement uses, comments and literals left out. */
export const parametersOf = (sql: string): string[] => [
  ...new Set([...stripped(sql).matchAll(/\$([a-z_][a-z0-9_]*)/g)].map((match) => match[1] ?? '')),
];
