import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { type ConfigRequest, type LoadedConfig, loadConfig } from '../../../src/cli/config/load-config.ts';
import { BilanError } from '../../../src/domain/errors.ts';

/** A new empty folder for every test of the file that imports this; `bilan.yaml` is written into it. */
export let cwd: string;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'bilan-config-')));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Loads a bilan.yaml of the given text, or none when it is undefined. */
export const load = (yaml: string | undefined, more: Partial<ConfigRequest> = {}): Promise<LoadedConfig> => {
  if (yaml !== undefined) writeFileSync(join(cwd, 'bilan.yaml'), yaml);
  return loadConfig({ flags: {}, env: {}, cwd, needs: [], isConfigRequired: true, ...more });
};

/** The error, exit 2, that loading ends in. */
export const failure = async (
  yaml: string | undefined,
  more: Partial<ConfigRequest> = {},
): Promise<BilanError> => {
  const error: unknown = await load(yaml, more).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BilanError)) throw new Error(`expected a BilanError, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error;
};

/** Its findings, one line each. */
export const details = async (yaml: string, more: Partial<ConfigRequest> = {}): Promise<readonly string[]> =>
  (await failure(yaml, more)).details;
