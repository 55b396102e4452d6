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
  for (const view of views) {
    const { grain, unit, why } = view.header;
    const text = sqlText(`${grain} (unit: ${unit}): ${why}`);
    if (view.parameters.length > 0) {
      await db.run(`comment on macro table main.${view.relation} is ${text}`);
      continue;
    }
    await db.run(`comment on view main.${view.relation} is ${text}`);
    const columns = await db.rows<{ column_name: string }>(
      "select column_name from duckdb_columns() where schema_name = 'main' and table_name = $relation order by column_index",
      { relation: view.relation },
    );
    for (const { column_name: column } of columns) {
      const meaning = descriptions[`${view.relation}.${column}`] ?? descriptions[column];
      if (meaning !== undefined)
        await db.run(`comment on column main.${view.relation}.${column} is ${sqlText(meaning)}`);
    }
  }
};
