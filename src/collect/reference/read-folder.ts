import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../domain/counted.ts';
import { messageOf, usageError } from '../../domain/errors.ts';
import {
  REFERENCE_FILES,
  type ReferenceFileName,
  type ReferenceFileSpec,
  type ReferenceRow,
} from '../../domain/reference-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { checkRows } from './checks.ts';
import { readCsv } from './csv.ts';
import { checkDays } from './day-checks.ts';
import { describeFinding, type Finding } from './finding.ts';
import { noticesOf } from './notices.ts';
import { readTable, type Table } from './table.ts';

export interface ReferenceFile {
  readonly name: ReferenceFileName;
  /** Path of the file, the folder's as it was given. */
  readonly file: string;
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  /** In the file's order; every column of the spec, null where blank or absent. */
  readonly rows: readonly ReferenceRow[];
}

/** One reading of the whole folder, in the order of REFERENCE_FILES. */
export interface ReferenceLoad {
  readonly files: readonly ReferenceFile[];
  /** What is worth knowing and no error. */
  readonly notices: readonly string[];
}

interface ReadFile {
  readonly spec: ReferenceFileSpec;
  readonly file: string;
  readonly sha256: string;
  readonly table: Table;
}

/** A file that is wrong from top to bottom is told well enough by its first lines. */
const MAX_FINDINGS_PER_FILE = 500;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const listFolder = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const hint = 'bilan init writes a commented set of reference files';
    if (codeOf(error) === 'ENOENT') {
      throw usageError(`reference folder ${folder} does not exist`, { hint, cause: error });
    }
    if (codeOf(error) === 'ENOTDIR') {
      throw usageError(`reference folder ${folder} is not a folder`, { hint, cause: error });
    }
    throw usageError(`reference folder ${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

const readOne = async (
  spec: ReferenceFileSpec,
  file: string,
): Promise<{ read?: ReadFile; findings: readonly Finding[] }> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const why = codeOf(error) === 'EISDIR' ? 'a folder; expected a CSV file' : messageOf(error);
    return { findings: [{ file: spec.name, line: 0, text: `cannot be read: ${why}` }] };
  }
  const { table, findings } = readTable(spec, await readCsv(bytes));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { read: { spec, file, sha256, table }, findings };
};

const rowsOf = ({ spec, rows }: Table): ReferenceRow[] =>
  rows.map(({ values }) =>
    Object.fromEntries(spec.columns.map(({ name }) => [name, values[name] ?? null] as const)),
  );

/** One line each, in the order of the files and of their lines; findings about a whole file first. */
const describe = (findings: readonly Finding[]): string[] =>
  REFERENCE_FILES.flatMap(({ name }) => {
    const ofFile = findings.filter(({ file }) => file === name).sort((a, b) => a.line - b.line);
    const more = ofFile.length - MAX_FINDINGS_PER_FILE;
    return [
      ...ofFile.slice(0, MAX_FINDINGS_PER_FILE).map(describeFinding),
      ...(more > 0 ? [`${name}.csv: and ${more} more`] : []),
    ];
  });

const missing = (spec: ReferenceFileSpec, entries: readonly string[]): Finding => {
  const stems = REFERENCE_FILES.map(({ name }) => `${name}.csv`);
  const others = entries.filter((entry) => entry.toLowerCase().endsWith('.csv') && !stems.includes(entry));
  const names = spec.columns.filter((column) => !column.isOptional).map((column) => column.name);
  const text = `missing file; expected it with columns ${names.join(', ')}${didYouMean(`${spec.name}.csv`, others)}`;
  return { file: spec.name, line: 0, text };
};

/**
 * Reads and checks every reference file of a folder (`datacenters.csv`, `equipment.csv`, …).
 * @param folder path of the folder
 * @returns the rows by file, in the files' order, with the hash of each file's bytes
 * @throws BilanError exit 2 when the folder cannot be read, or with every finding of every file in `details`
 */
export const readReferenceFolder = async (folder: string): Promise<ReferenceLoad> => {
  const entries = await listFolder(folder);
  const findings: Finding[] = [];
  const files: ReadFile[] = [];
  for (const spec of REFERENCE_FILES) {
    const entry = `${spec.name}.csv`;
    if (!entries.includes(entry)) {
      if (spec.isRequired) findings.push(missing(spec, entries));
      continue;
    }
    const one = await readOne(spec, join(folder, entry));
    for (const finding of one.findings) findings.push(finding);
    if (one.read) files.push(one.read);
  }
  const tables = new Map(files.map(({ spec, table }) => [spec.name, table]));
  for (const finding of [...checkRows(tables), ...checkDays(tables)]) findings.push(finding);
  if (findings.length > 0) {
    const count = counted(findings.length, 'error');
    throw usageError(`${count} in the reference files of ${folder}`, { details: describe(findings) });
  }
  return {
    files: files.map(({ spec, file, sha256, table }) => ({
      name: spec.name,
      file,
      sha256,
      rows: rowsOf(table),
    })),
    notices: noticesOf(entries, tables),
  };
};
