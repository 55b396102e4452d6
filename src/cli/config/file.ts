import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { counted } from '../../domain/counted.ts';
import { messageOf, usageError } from '../../domain/errors.ts';
import { type Located, readYamlTree } from './yaml-tree.ts';

/** bilan.yaml as it was read. */
export interface ConfigFile {
  /** Absolute path. */
  readonly path: string;
  /** As the user knows it, for messages. */
  readonly label: string;
  /** Absolute folder that its relative paths start from. */
  readonly base: string;
  readonly root: Located;
}

const DEFAULT_NAME = 'bilan.yaml';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const decode = (bytes: Uint8Array, label: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw usageError(`${label} is not UTF-8; expected a YAML file in UTF-8`, { cause: error });
  }
};

/** The message of the one error that is thrown for all findings. */
export const configurationError = (details: readonly string[], hint?: string) =>
  usageError(`${counted(details.length, 'error')} in the configuration`, {
    details,
    ...(hint === undefined ? {} : { hint }),
  });

/**
 * Reads the configuration file.
 * @param named the path that a flag or the environment gives, relative to `cwd`; else `bilan.yaml` in `cwd`
 * @returns undefined when there is no file, none was named and none is required
 * @throws BilanError exit 2: no such file, not readable, not YAML
 */
export const readConfigFile = async (
  named: string | undefined,
  cwd: string,
  isRequired: boolean,
): Promise<ConfigFile | undefined> => {
  const label = named ?? DEFAULT_NAME;
  const path = resolve(cwd, label);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (!isMissing(error)) {
      throw usageError(`${label} cannot be read: ${messageOf(error)}`, { cause: error });
    }
    if (named === undefined && !isRequired) return undefined;
    const hint =
      'bilan init writes a commented bilan.yaml; -c FILE or BILAN_CONFIG names one that stands elsewhere';
    throw usageError(`no configuration: ${path} does not exist`, { hint, cause: error });
  }
  const text = decode(bytes, label);
  const { root, problems } = await readYamlTree(text);
  if (problems.length > 0) {
    const lines = text.split('\n');
    const isBraced = problems.some(({ at }) => /[{[,].*[^"']\$\{/.test(lines[at.line - 1] ?? ''));
    throw configurationError(
      problems.map(({ at, text: what }) => `${label}:${at.line}:${at.column}: ${what}`),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how bilan.yaml writes it
      isBraced ? 'Between { } or [ ] a variable stands in quotes: "${NAME}"' : undefined,
    );
  }
  return { path, label, base: dirname(path), root };
};
