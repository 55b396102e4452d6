import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { extname, join, parse, sep } from 'node:path';
import { glob } from 'tinyglobby';
import type { PowerFilesConfig } from '../../domain/config.ts';
import { messageOf, sourceError, usageError } from '../../domain/errors.ts';
import type { SampleFile, SampleFilePlan } from '../../domain/sample-files.ts';
import { sha256Hex } from '../../domain/sha256.ts';
import { readCsvHeader } from './csv-header.ts';

/** A header row longer than this is none. */
const HEADER_BYTES = 64 * 1024;

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** Splits a pattern behind its last existing folder, so that `[` or `(` in the name of one is no pattern. */
const splitPattern = async (pattern: string): Promise<{ folder: string; rest: string }> => {
  let folder = parse(pattern).root;
  const parts = pattern.slice(folder.length).split(sep);
  while (parts.length > 1 && (await isFolder(join(folder, parts[0] ?? '')))) {
    folder = join(folder, parts.shift() ?? '');
  }
  return { folder, rest: parts.join('/') };
};

const matchingFiles = async (pattern: string): Promise<string[]> => {
  if (await isFile(pattern)) return [pattern];
  const { folder, rest } = await splitPattern(pattern);
  const found = await glob(rest, { cwd: folder, expandDirectories: false });
  // Never by locale: the order decides which of two samples counts.
  return found.sort(byName).map((name) => join(folder, name));
};

const formatOf = (path: string): string => extname(path).toLowerCase();

const sha256Of = (path: string): Promise<string> => sha256Hex(createReadStream(path));

const firstBytes = async (path: string): Promise<Uint8Array> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

type Planned = { readonly file: SampleFile } | { readonly problems: readonly string[] };

const planFile = async (path: string): Promise<Planned> => {
  try {
    if (formatOf(path) === '.parquet') {
      return { file: { format: 'parquet', path, sha256: await sha256Of(path) } };
    }
    const { delimiter, columns, problems } = readCsvHeader(await firstBytes(path));
    if (problems.length > 0) return { problems: problems.map((problem) => `${path}:1: ${problem}`) };
    return { file: { format: 'csv', path, sha256: await sha256Of(path), delimiter, columns } };
  } catch (error) {
    return { problems: [`${path}: cannot be read: ${messageOf(error)}`] };
  }
};

const checkFormats = (paths: readonly string[]): void => {
  const arrow = paths.find((path) => formatOf(path) === '.arrow');
  if (arrow !== undefined) {
    throw usageError(`${arrow}: .arrow files are not supported yet; expected .csv or .parquet`);
  }
  const other = paths.filter((path) => !['.csv', '.parquet'].includes(formatOf(path)));
  if (other.length > 0) {
    throw usageError('power.path matches files that are no samples; expected .csv or .parquet', {
      details: other.slice(0, 20),
      hint: 'make the pattern narrower, e.g. power/*.csv',
    });
  }
};

/**
 * Finds the files of a `files` source and reads their header rows; the samples themselves are read by the store.
 * @param config `path` is an absolute path or glob
 * @returns the files sorted by name
 * @throws exit 2 for a format that is not supported; exit 4 when nothing matches or a header is wrong (all files at once)
 */
export const planSampleFiles = async (config: PowerFilesConfig): Promise<SampleFilePlan> => {
  const paths = await matchingFiles(config.path);
  if (paths.length === 0) throw sourceError(`power.path ${config.path}: no file matches`);
  checkFormats(paths);
  const planned: Planned[] = [];
  for (const path of paths) planned.push(await planFile(path));
  const problems = planned.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) {
    throw sourceError('files of power samples could not be read', { details: problems });
  }
  return planned.flatMap((one) => ('file' in one ? [one.file] : []));
};
