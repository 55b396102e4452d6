import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerError } from '../domain/errors.ts';
import { describeViews, loadDescriptions } from './describe.ts';
import type { Database } from './port.ts';
import { createView, inReadingOrder, loadQueryFiles, type QueryFile, queriesFolder } from './query-files.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
}

const loadMigrations = async (): Promise<Migration[]> => {
  const folder = join(queriesFolder, 'schema');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.sql$/, ''),
      sql: await readFile(join(folder, name), 'utf8'),
    })),
  );
};

/**
 * The views of a ledger, each after those it reads: every mart, the views over what runs kept, and the stages below them.
 * Marts whose name starts with `report_` or `explain_` are questions and no relations.
 */
export const ledgerViews = async (): Promise<QueryFile[]> => {
  const [stages, calcs, marts, controls] = await Promise.all([
    loadQueryFiles('stage'),
    loadQueryFiles('calc'),
    loadQueryFiles('mart'),
    loadQueryFiles('control'),
  ]);
  const kept = [
    ...calcs.filter((query) => query.step === undefined),
    ...marts.filter((query) => !/^(report|explain)_/.test(query.relation)),
  ];
  const stageByName = new Map(stages.map((query) => [`stage.${query.relation}`, query]));
  const needed = new Set<QueryFile>();
  const addStages = ({ reads }: QueryFile): void => {
    for (const read of reads) {
      const stage = stageByName.get(read);
      if (stage === undefined || needed.has(stage)) continue;
      needed.add(stage);
      addStages(stage);
    }
  };
  for (const query of kept) {
    needed.add(query);
    addStages(query);
  }
  // Controls are no relations, but what they read is there.
  for (const control of controls) addStages(control);
  return inReadingOrder([...needed]);
};

const hashOf = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex');

/** Hash of everything that a ledger's views are made from. */
export const currentViews = async (): Promise<{ views: QueryFile[]; hash: string }> => {
  const views = await ledgerViews();
  const descriptions = await loadDescriptions();
  return {
    views,
    hash: hashOf([...views.map((view) => `${view.file}\n${view.sql}`), JSON.stringify(descriptions)]),
  };
};

const applied = async (db: Database): Promise<{ migrations: string[]; viewsHash: string | undefined }> => {
  const known = await db.value(
    "select count(*) from information_schema.tables where table_schema = 'meta' and table_name = 'migration'",
  );
  if (Number(known) === 0) return { migrations: [], viewsHash: undefined };
  const migrations = await db.rows<{ name: string }>('select name from meta.migration order by name');
  const views = await db.rows<{ hash: string }>('select hash from meta.view_set');
  return { migrations: migrations.map((row) => row.name), viewsHash: views[0]?.hash };
};

const pending = (path: string, have: readonly string[], migrations: readonly Migration[]): Migration[] => {
  const unknown = have.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw ledgerError(`The ledger ${path} is from a newer version (it has ${unknown.join(', ')})`, {
      hint: 'Upgrade bilan, or name another ledger with --db.',
    });
  }
  return migrations.filter((migration) => !have.includes(migration.name));
};

/** True when a ledger has this version's tables and views. Throws exit 6 for a ledger from a newer version. */
export const isCurrent = async (db: Database, path: string): Promise<boolean> => {
  const state = await applied(db);
  if (pending(path, state.migrations, await loadMigrations()).length > 0) return false;
  return state.viewsHash === (await currentViews()).hash;
};

const foreignTables = async (db: Database): Promise<number> =>
  Number(
    await db.value(
      "select count(*) from information_schema.tables where table_schema not in ('information_schema', 'pg_catalog')",
    ),
  );

/** Applies the migrations that are missing, by name, and renews the views, all in one transaction. */
export const migrate = async (db: Database, path: string): Promise<void> => {
  if (await isCurrent(db, path)) return;
  const state = await applied(db);
  if (state.migrations.length === 0 && (await foreignTables(db)) > 0) {
    throw ledgerError(`${path} is a DuckDB database, but not a ledger of bilan`, {
      hint: 'Name another file as database.',
    });
  }
  const { views, hash } = await currentViews();
  await db.run('begin transaction');
  try {
    await db.run('create schema if not exists meta');
    await db.run('create table if not exists meta.migration (name varchar not null)');
    await db.run('create table if not exists meta.view_set (hash varchar not null)');
    for (const migration of pending(path, state.migrations, await loadMigrations())) {
      await db.run(migration.sql);
      await db.run('insert into meta.migration values ($name)', { name: migration.name });
    }
    for (const view of views) await createView(db, view, view.folder === 'mart' ? 'main' : view.folder);
    await describeViews(
      db,
      views.filter((view) => view.folder === 'mart'),
    );
    await db.run('delete from meta.view_set');
    await db.run('insert into meta.view_set values ($hash)', { hash });
    await db.run('commit');
  } catch (error) {
    await db.run('rollback');
    throw error;
  }
};
