import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, usageError } from '../../domain/errors.ts';
import { REPORTS_FOLDER } from './texts.ts';

/** The file by which a later demo knows its own folder. */
export const MARKER_FILE = '.bilan-demo';

/** First line of the marker. */
export const MARKER_TEXT =
  'This folder was written by bilan demo; bilan demo --force may clear what it wrote here.\n';

const ROOT_FILE = /^(?:bilan\.yaml|README\.md|bilan\.duckdb(?:\.(?:wal|tmp|lock))?)$/;

/** Folders that the demo fills, with what it may have put there (path below the folder, `/` between). */
const OWN_FOLDERS: Readonly<Record<string, RegExp>> = {
  reference:
    /^(?:datacenters|equipment|pue|energy_mix|emission_factors|grid_factors|annual_emissions|placements|lifecycle|product_map|upgrade_paths|waivers)\.csv$/,
  samples: /^(?:day=\d{4}-\d{2}-\d{2}\/)?(?:[0-9a-f]+\.parquet|\.part-[0-9a-f-]+\.tmp)$/,
  'bilan.duckdb.tmp': /^duckdb_temp_[\w.-]+$/,
  [REPORTS_FOLDER]: /^[\w.-]+\.(?:xlsx|pdf)$/,
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const entriesOf = async (dir: string): Promise<string[] | null> => {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'ENOTDIR')
      throw usageError(`${dir} is a file, expected a folder`, { cause: error });
    throw usageError(`${dir} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

/** Paths of everything below a folder, `/` between; links are not followed. */
const walk = async (dir: string, below = ''): Promise<{ files: string[]; folders: string[] }> => {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) {
      files.push(path);
      continue;
    }
    const inner = await walk(dir, path);
    files.push(...inner.files);
    folders.push(...inner.folders, path);
  }
  return { files: files.sort(), folders };
};

const isEarlierDemo = async (dir: string): Promise<boolean> => {
  try {
    const path = join(dir, MARKER_FILE);
    return (await lstat(path)).isFile() && (await readFile(path, 'utf8')) === MARKER_TEXT;
  } catch {
    return false;
  }
};

interface Clearance {
  readonly files: readonly string[];
  /** Deepest first. */
  readonly folders: readonly string[];
  /** Not the demo's, and in the way: they would become part of it. */
  readonly foreign: readonly string[];
}

const planClearance = async (dir: string, entries: readonly string[]): Promise<Clearance> => {
  const files: string[] = [];
  const folders: string[] = [];
  const foreign: string[] = [];
  for (const name of entries) {
    const isFolder = (await lstat(join(dir, name))).isDirectory();
    const allowed = OWN_FOLDERS[name];
    if (!isFolder) {
      // Any other file beside them is the user's and stays: nothing reads it. But no folder may take its place.
      if (name === MARKER_FILE || ROOT_FILE.test(name)) files.push(name);
      else if (allowed !== undefined) foreign.push(name);
      continue;
    }
    if (allowed === undefined) continue;
    const found = await walk(join(dir, name));
    for (const path of found.files) (allowed.test(path) ? files : foreign).push(`${name}/${path}`);
    folders.push(...found.folders.map((path) => `${name}/${path}`), name);
  }
  return { files, folders, foreign };
};

const clear = async (dir: string, { files, folders }: Clearance): Promise<void> => {
  // The marker goes last: a clearance that was interrupted can be taken up again.
  const inOrder = [...files.filter((file) => file !== MARKER_FILE), MARKER_FILE];
  for (const file of inOrder) await rm(join(dir, file), { force: true });
  for (const folder of folders) await rmdir(join(dir, folder));
};

/**
 * Makes the demo's folder, or makes sure that it is free: absent, empty, or (with `isForced`) an earlier demo, of
 * which it deletes what a demo writes. The user's own files beside them stay.
 * @param dir absolute path
 * @throws exit 2 when the folder holds something and force is not given, when it is no earlier demo, when files
 * that are not the demo's lie where it would read them, or when it cannot be written. Nothing is deleted then.
 */
export const prepareDemoFolder = async (dir: string, isForced: boolean): Promise<void> => {
  const entries = await entriesOf(dir);
  if (entries !== null && entries.length > 0) {
    if (!isForced) {
      throw usageError(`${dir} is not empty`, {
        hint: '--force clears an earlier demo, --out DIR names another folder',
      });
    }
    if (!(await isEarlierDemo(dir))) {
      throw usageError(`${dir} is not the folder of an earlier demo; nothing was deleted`, {
        hint: '--out DIR names another folder',
      });
    }
    const clearance = await planClearance(dir, entries);
    if (clearance.foreign.length > 0) {
      throw usageError(`${dir} holds files that the demo did not write; nothing was deleted`, {
        hint: 'move them elsewhere, or name another folder with --out DIR',
        details: clearance.foreign.map((path) => join(dir, path)),
      });
    }
    await writing(dir, () => clear(dir, clearance));
  }
  await writing(dir, () => mkdir(dir, { recursive: true }));
};

/** Runs what writes to the demo's folder. Throws exit 2 for what the operating system refuses. */
export const writing = async (dir: string, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw usageError(`${dir} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};
