import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, usageError } from '../domain/errors.ts';

/** The folder that holds `queries`, `reports` and `templates`, from sources and build alike. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

/** The text of a file; undefined when there is none. */
export const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw usageError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

/** `mkdir -p` level by level: Node's own never returns for a folder below one that refuses, such as /proc. */
const makeFolder = async (folder: string): Promise<void> => {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
};

/**
 * Makes sure that a folder is there and can be written, before the work whose result goes into it begins.
 * @throws exit 2
 */
export const prepareFolder = async (folder: string): Promise<void> => {
  const probe = join(folder, `.bilan-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw usageError(`The folder ${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};

/**
 * Writes files beside their targets and renames them once all are written, so that a failure leaves nothing half written.
 * @throws exit 2 when the folder cannot be written
 */
export const writeFiles = async (
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Promise<void> => {
  const partial = (path: string): string => `${path}.part`;
  try {
    for (const { path, bytes } of files) await writeFile(partial(path), bytes);
    for (const { path } of files) await rename(partial(path), path);
  } catch (error) {
    for (const { path } of files) await rm(partial(path), { force: true });
    throw usageError(`Files cannot be written: ${messageOf(error)}`, { cause: error });
  }
};
