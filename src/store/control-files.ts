import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ControlDefinition,
  type ControlParameter,
  SEVERITIES,
  type Severity,
} from '../domain/control.ts';
import { messageOf, usageError } from '../domain/errors.ts';
import { REFERENCE_FILES } from '../domain/reference-files.ts';
import { didYouMean } from '../domain/suggest.ts';
import { bareSql, queriesFolder } from './query-files.ts';
import { checkReadOnly } from './read-only.ts';

/** A control with its SELECT. */
export interface ControlFile {
  readonly definition: ControlDefinition;
  /** Where it is, for messages: `queries/control/….sql` or the path of a user's own. */
  readonly file: string;
  readonly sql: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

const INPUTS: readonly string[] = ['itcare', 'run', 'power', ...REFERENCE_FILES.map(({ name }) => name)];

const PARAMETER = /^-- param (\w+) =(?: (.*?))?: (.+)$/;

/** Lines of a header that begin with a word, with their numbers. */
const linesOf = (sql: string, word: string): { readonly line: number; readonly text: string }[] =>
  sql
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trimEnd() }))
    .filter(({ text }) => text.startsWith(`-- ${word}`));

const textOf = (sql: string, word: string): string | undefined =>
  linesOf(sql, `${word}:`)
    .map(({ text }) => text.slice(`-- ${word}:`.length).trim())
    .join(' ') || undefined;

const parametersOf = (file: string, sql: string): ControlParameter[] =>
  linesOf(sql, 'param ').map(({ line, text }) => {
    const [, name, value, meaning] = PARAMETER.exec(text) ?? [];
    if (name === undefined || meaning === undefined)
      throw usageError(`${file}:${line}: expected "-- param name = default: meaning", found "${text}"`);
    const trimmed = value?.trim() ?? '';
    return { name, value: trimmed === '' ? null : trimmed, meaning: meaning.trim() };
  });

const severityOf = (file: string, sql: string): Severity => {
  const text = textOf(sql, 'severity') ?? 'alarm';
  const severity = SEVERITIES.find((candidate) => candidate === text);
  if (severity === undefined)
    throw usageError(`${file}: the severity ${text} is none: expected ${SEVERITIES.join(', ')}`);
  return severity;
};

const needsOf = (file: string, sql: string): string[] => {
  const needs = (textOf(sql, 'needs') ?? 'itcare').split(/[\s,]+/).filter((name) => name !== 'none');
  for (const name of needs) {
    if (!INPUTS.includes(name))
      throw usageError(
        `${file}: "needs" names ${name}, expected none, itcare, power, run or a reference file${didYouMean(name, INPUTS)}`,
      );
  }
  return needs;
};

const checkStatement = (file: string, sql: string, parameters: readonly ControlParameter[]): void => {
  try {
    checkReadOnly(sql);
  } catch (error) {
    throw usageError(`${file}: one SELECT is expected: ${messageOf(error)}`, { cause: error });
  }
  const declared = new Set(parameters.map(({ name }) => name));
  const used = new Set([...bareSql(sql).matchAll(/\$([a-z_]\w*)/gi)].map((match) => match[1] ?? ''));
  const undeclared = [...used].filter((name) => !declared.has(name)).sort();
  if (undeclared.length > 0) {
    throw usageError(`${file}: $${undeclared.join(', $')} without a default`, {
      hint: 'Say in the header: -- param name = default: meaning',
    });
  }
  const unused = [...declared].filter((name) => !used.has(name)).sort();
  if (unused.length > 0) throw usageError(`${file}: the parameter ${unused.join(', ')} is not used`);
};

/**
 * Reads the text of a control: one SELECT with title, description, severity, needs and parameters in its comment lines.
 * @param name of the control: its file's name without `.sql`
 * @param file where it is, for messages
 * @throws exit 2 for a header or statement that is none
 */
export const parseControl = (name: string, file: string, text: string): ControlFile => {
  const sql = text.replace(/^\uFEFF/, '').replace(/;\s*$/, '');
  const parameters = parametersOf(file, sql);
  checkStatement(file, sql, parameters);
  return {
    definition: {
      name,
      title: textOf(sql, 'title') ?? name,
      description: textOf(sql, 'description') ?? '',
      severity: severityOf(file, sql),
      needs: needsOf(file, sql),
      parameters,
    },
    file,
    sql,
    sha256: createHash('sha256').update(sql).digest('hex'),
  };
};

const loadFolder = async (folder: string, shown: string): Promise<ControlFile[]> => {
  const names = await readdir(folder).catch((error: unknown) => {
    throw usageError(`The folder of controls ${folder} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  });
  return Promise.all(
    names
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map(async (name) => {
        const stem = name.slice(0, -'.sql'.length);
        const file = `${shown}/${name}`;
        if (!/^\w[\w-]*$/.test(stem))
          throw usageError(`${file}: the name of a control is made of letters, digits, _ and -`);
        return parseControl(stem, file, await readFile(join(folder, name), 'utf8'));
      }),
  );
};

/**
 * Every control by name: those of `queries/control`, and users' own, which take the place of one of the same name.
 * @param own folders of users' own controls, absolute
 * @throws exit 2 for a folder or a file that cannot be read, or a name that two folders of users give
 */
export const loadControls = async (own: readonly string[] = []): Promise<ControlFile[]> => {
  const controls = new Map(
    (await loadFolder(join(queriesFolder, 'control'), 'queries/control')).map((control) => [
      control.definition.name,
      control,
    ]),
  );
  const theirs = new Map<string, ControlFile>();
  for (const folder of own) {
    for (const control of await loadFolder(folder, folder)) {
      const { name } = control.definition;
      const other = theirs.get(name);
      if (other !== undefined)
        throw usageError(`The control ${name} is there twice: ${other.file} and ${control.file}`);
      theirs.set(name, control);
    }
  }
  for (const [name, control] of theirs) controls.set(name, control);
  return [...controls.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
};

/** Defaults of a control's parameters, as they are bound. */
export const controlDefaults = ({ definition }: ControlFile): Readonly<Record<string, string | null>> =>
  Object.fromEntries(definition.parameters.map(({ name, value }) => [name, value]));
