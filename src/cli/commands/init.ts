import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter } from '../../domain/effects.ts';
import { messageOf, usageError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';

export interface InitOptions {
  /** Absolute path of the folder to fill; made when it is not there. */
  readonly dir: string;
  /** Absolute path of the folder where the user is, to name the new one shortly. */
  readonly cwd?: string;
  /** Writes to standard output. */
  readonly write: (text: string) => void;
  readonly reporter: Reporter;
  /** One JSON document of what was written and what was kept, instead of lines. */
  readonly isJson?: boolean;
}

/** At the root of the package, two levels above both src/cli/commands and dist/cli/commands. */
const TEMPLATES = new URL('../../../templates/init/', import.meta.url);

const FOLDERS = ['', 'reference'] as const;

const isThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

const templateFiles = async (): Promise<string[]> => {
  const root = fileURLToPath(TEMPLATES);
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => {
      const entries = await readdir(join(root, folder), { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => join(folder, name))
        .sort();
    }),
  );
  return lists.flat();
};

/** True when the file was written, false when one is there already. */
const writeNew = async (file: string, bytes: Uint8Array): Promise<boolean> => {
  try {
    await writeFile(file, bytes, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw usageError(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};

const shellQuoted = (path: string): string =>
  /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

const nextSteps = (dir: string, cwd: string | undefined): string => {
  const path = cwd === undefined ? dir : relative(cwd, dir);
  const enter = path === '' ? [] : [`  cd ${shellQuoted(path.startsWith('..') ? dir : path)}`];
  return [
    '',
    'Next: put your own figures into bilan.yaml and reference/, then',
    ...enter,
    '  export ITCARE_CLIENT_ID=... ITCARE_CLIENT_SECRET=...',
    '  bilan config                      each setting and where its value comes from',
    '  bilan collect reference           checks and loads the reference files',
    '  bilan collect                     ITCare and power as well',
    '  bilan calculate --month YYYY-MM',
    '',
  ].join('\n');
};

/**
 * Writes `bilan.yaml` and the commented reference files, a small sample that works, into a folder.
 * A file that is there already is kept as it is, with a notice.
 * @throws BilanError exit 2 when the folder or a file cannot be written
 */
export const runInit = async ({ dir, cwd, write, reporter, isJson = false }: InitOptions): Promise<void> => {
  try {
    for (const folder of FOLDERS) await mkdir(join(dir, folder), { recursive: true });
  } catch (error) {
    throw usageError(`${dir} cannot be used as a folder: ${messageOf(error)}`, { cause: error });
  }
  const root = fileURLToPath(TEMPLATES);
  const written: string[] = [];
  const kept: string[] = [];
  for (const name of await templateFiles()) {
    const shown = name.split(sep).join('/');
    const isNew = await writeNew(join(dir, name), await readFile(join(root, name)));
    (isNew ? written : kept).push(shown);
    if (!isNew) reporter.notice(`kept ${shown}: it is there already`);
    else if (!isJson) write(`wrote ${shown}\n`);
  }
  write(isJson ? `${JSON.stringify({ written, kept })}\n` : nextSteps(dir, cwd));
};

/** `bilan init [dir]`: into the folder where the user is unless another one is named. */
export const initCommand = ({ io, options, write, reporter }: CommandContext, dir = '.'): Promise<void> =>
  runInit({ dir: resolve(io.cwd, dir), cwd: io.cwd, write, reporter, isJson: options.json === true });
