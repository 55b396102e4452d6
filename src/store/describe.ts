import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlText } from './duckdb.ts';
import type { Database } from './port.ts';
import { type QueryFile, queriesFolder } from './query-files.ts';

/** What each public column means, by name; `relation.column` overrides where a name means something else. */
export type ColumnDescriptions = Readonly<Record<string, string>>;

/** Reads `queries/mart/columns.json`. */
export const loadDescriptions = async (): Promise<ColumnDescriptions> =>
  JSON.parse(await readFile(join(queriesFolder, 'mart', 'columns.json'), 'utf8')) as ColumnDescriptions;

/** Puts grain, unit and meaning on every public view and its columns (`comment on`). */
export const describeViews = async (db: Database, views: readonly QueryFile[]): Promise<void> => {
  const descriptions = await loadDescriptions();
  // One look for all: DuckDB lists every column of the ledger each time it is asked.
  const columns = await db.rows<{ table_name: string; column_name: string }>(
    "select table_name, column_name from duckdb_columns() where schema_name = 'main' order by table_name, column_index",
  );
  for (const view of views) {
    const { grain, unit, why } = view.header;
    const text = sqlText(`${grain} (unit: ${unit}): ${why}`);
    if (view.parameters.length > 0) {
      await db.run(`comment on macro table main.${view.relation} is ${text}`);
      continue;
    }
    const statements = [`comment on view main.${view.relation} is ${text}`];
    for (const { table_name: relation, column_name: column } of columns) {
      if (relation !== view.relation) continue;
      const meaning = descriptions[`${relation}.${column}`] ?? descriptions[column];
      if (meaning !== undefined)
        statements.push(`comment on column main.${relation}.${column} is ${sqlText(meaning)}`);
    }
    await db.run(statements.join(';\n'));
  }
};
