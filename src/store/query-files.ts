import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BilanError, messageOf } from '../domain/errors.ts';
import type { Database, SqlParameters, SqlRow } from './port.ts';

/** Folders of `queries/` whose files are one SELECT each. */
export type QueryFolder = 'stage' | 'calc' | 'mart' | 'control' | 'audit' | 'explore';

/** One SELECT of `queries/`, with what its path says of it. */
export interface QueryFile {
  readonly folder: QueryFolder;
  /** File name, e.g. `calc/030_feed_day.sql`. */
  readonly file: string;
  /** Relation that the query makes, e.g. `feed_day`. */
  readonly relation: string;
  /** Step of a run; undefined for a view over what runs kept. */
  readonly step: number | undefined;
  readonly sql: string;
  /** The three header lines: grain, unit, why. */
  readonly header: { readonly grain: string; readonly unit: string; readonly why: string };
  /** Declared parameters, sorted, without the `$`. */
  readonly parameters: readonly string[];
  /** Relations it reads, as `schema.relation` (or a bare name for marts), sorted. */
  readonly reads: readonly string[];
}

/** The package's `queries` folder, from sources and build alike. */
export const queriesFolder = fileURLToPath(new URL('../../queries/', import.meta.url));

/** SQL without comments and string literals, so that names can be looked for. */
export const bareSql = (sql: string): string =>
  sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (match) => (match.startsWith("'") ? "''" : ' '));

const unique = (names: Iterable<string>): string[] => [...new Set(names)].sort();

const headerOf = (file: string, sql: string): QueryFile['header'] => {
  const [grain, unit, why] = ['grain', 'unit', 'why'].map((word, index) => {
    const line = sql.split('\n')[index] ?? '';
    const prefix = `-- ${word}: `;
    if (!line.startsWith(prefix))
      throw new BilanError(1, `queries/${file}:${index + 1}: expected "${prefix}…"`);
    return line.slice(prefix.length);
  }) as [string, string, string];
  return { grain, unit, why };
};

/**
 * Reads one query file.
 * @param folder which layer it belongs to
 * @param name file name within the folder
 * @param sql its text: one SELECT, three header lines
 */
export const parseQueryFile = (folder: QueryFolder, name: string, sql: string): QueryFile => {
  const file = `${folder}/${name}`;
  const bare = bareSql(sql);
  if (bare.includes(';')) throw new BilanError(1, `queries/${file}: one SELECT and no semicolon is expected`);
  if (!/^\s*(with|select|from)\b/i.test(bare))
    throw new BilanError(1, `queries/${file}: a SELECT is expected`);
  const match = /^(?:(\d+)_)?(\w+)\.sql$/.exec(name);
  if (!match?.[2]) throw new BilanError(1, `queries/${file}: expected a name such as 030_feed_day.sql`);
  const ctes = new Set(
    [
      ...bare.matchAll(
        /\b(\w+)(?:\s*\([\w\s,]*\))?\s+as\s+(?:materialized\s+)?\(\s*(?:with|select|from|values)\b/gi,
      ),
    ].map((m) => m[1]),
  );
  const read = [
    ...bare.matchAll(/(?<!\bdistinct\s+)\b(?:from|join)\s+([a-z_]\w*(?:\.[a-z_]\w*)?)(?![\w.]*\s*\()/gi),
  ].map((m) => m[1] ?? '');
  return {
    folder,
    file,
    relation: match[2],
    step: match[1] === undefined ? undefined : Number(match[1]),
    sql,
    header: headerOf(file, sql),
    parameters: unique([...bare.matchAll(/\$([a-z_]\w*)/g)].map((m) => m[1] ?? '')),
    reads: unique(read.filter((name) => name.includes('.') || !ctes.has(name))),
  };
};

/** Every query file of a folder, sorted by name. */
export const loadQueryFiles = async (folder: QueryFolder, root = queriesFolder): Promise<QueryFile[]> => {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => parseQueryFile(folder, name, await readFile(join(root, folder, name), 'utf8'))),
  );
};

/** An engine error of a query file, with the file and its parameters' names. */
const queryError = (query: QueryFile, error: unknown): BilanError => {
  if (error instanceof BilanError) return error;
  const names = query.parameters.length === 0 ? 'no parameters' : `parameters ${query.parameters.join(', ')}`;
  return new BilanError(1, `queries/${query.file} (${names}): ${messageOf(error)}`, { cause: error });
};

/** The given parameters that a query declares; a missing one is an error that names file and parameter. */
export const pickParameters = (query: QueryFile, given: SqlParameters): SqlParameters => {
  const missing = query.parameters.filter((name) => !(name in given));
  if (missing.length > 0) {
    throw new BilanError(1, `queries/${query.file}: parameters not given: ${missing.join(', ')}`);
  }
  return Object.fromEntries(query.parameters.map((name) => [name, given[name] ?? null]));
};

/** Materialises a query as the table `schema.relation`. */
export const createTable = async (db: Database, query: QueryFile, given: SqlParameters): Promise<void> => {
  const parameters = pickParameters(query, given);
  try {
    await db.run(`create or replace table ${query.folder}.${query.relation} as\n${query.sql}`, parameters);
  } catch (error) {
    throw queryError(query, error);
  }
};

/** Makes a query the view `schema.relation`, or the table macro of that name when it has parameters. */
export const createView = async (
  db: Database,
  query: QueryFile,
  schema: string = query.folder,
): Promise<void> => {
  const name = `${schema}.${query.relation}`;
  const definition =
    query.parameters.length === 0
      ? `create or replace view ${name} as\n${query.sql}`
      : `create or replace macro ${name}(${query.parameters.join(', ')}) as table\n${query.sql.replace(/\$([a-z_]\w*)/g, '$1')}`;
  try {
    await db.run(definition);
  } catch (error) {
    throw queryError(query, error);
  }
};

/** Rows of a query file. */
export const runQuery = async (
  db: Database,
  query: QueryFile,
  given: SqlParameters = {},
): Promise<SqlRow[]> => {
  const parameters = pickParameters(query, given);
  try {
    return await db.rows(query.sql, parameters);
  } catch (error) {
    throw queryError(query, error);
  }
};

/** Queries in an order in which each comes after those it reads. */
export const inReadingOrder = (queries: readonly QueryFile[]): QueryFile[] => {
  const names = new Map(queries.map((query) => [`${query.folder}.${query.relation}`, query]));
  const ordered: QueryFile[] = [];
  const visit = (query: QueryFile, path: readonly string[]): void => {
    if (ordered.includes(query)) return;
    if (path.includes(query.file))
      throw new BilanError(1, `queries/${query.file} reads itself through ${path.join(' → ')}`);
    for (const read of query.reads) {
      const next = names.get(read);
      if (next !== undefined && next !== query) visit(next, [...path, query.file]);
    }
    ordered.push(query);
  };
  for (const query of queries) visit(query, []);
  return ordered;
};
