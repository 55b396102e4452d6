import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../domain/config.ts';
import { fileSource, placeOf, readFileValues, strangeVariables, textSource } from './collect-sources.ts';
import { type ConfigFile, configurationError, readConfigFile } from './file.ts';
import type { Environment } from './interpolate.ts';
import type { SettingValue } from './kinds.ts';
import { powerConfigOf, resolvePower } from './power.ts';
import {
  type ConfigFinding,
  type Resolved,
  resolveSetting,
  type SettingOrigin,
  type Source,
} from './resolve.ts';
import { shownValue } from './secrets.ts';
import {
  type ConfigPart,
  environmentName,
  SETTINGS_AFTER_POWER,
  SETTINGS_BEFORE_POWER,
  type SettingSpec,
} from './settings.ts';
import { numberOf, numbersOf, optionalTextOf, textOf, textsOf } from './values.ts';

/** What a command knows before it has a configuration. */
export interface ConfigRequest {
  /** `-c/--config` and `--db`, relative to `cwd`. */
  readonly flags: { readonly config?: string | undefined; readonly db?: string | undefined };
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** Parts that will be used: their variables must be set and their required settings given. */
  readonly needs: readonly ConfigPart[];
  /** Without a file: exit 2, or the defaults. A file that is named must exist either way. */
  readonly isConfigRequired: boolean;
}

/** One setting as `bilan config` shows it; a secret's value is `***`. */
export interface Setting {
  /** As in bilan.yaml, with dots: `itcare.page_size`, `power[0].url`. */
  readonly key: string;
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
  readonly isSecret: boolean;
}

export interface LoadedConfig {
  readonly config: Config;
  /** In the documented order. */
  readonly settings: readonly Setting[];
  /** Absolute path of bilan.yaml; undefined when there is none. */
  readonly file: string | undefined;
  /** What is worth knowing and no error. */
  readonly notices: readonly string[];
}

const FLAGS = [{ key: 'database', flag: 'db', name: '--db' }] as const;

const flagSource = ({ flags, cwd }: ConfigRequest, key: string): Source[] =>
  FLAGS.flatMap((known) => {
    const text = known.key === key ? flags[known.flag] : undefined;
    return text === undefined ? [] : [textSource('flag', known.name, text, cwd)];
  });

const environmentSource = ({ env, cwd }: ConfigRequest, key: string): Source[] => {
  const name = environmentName(key);
  const text = env[name];
  return text === undefined ? [] : [textSource('environment', name, text, cwd)];
};

const byPlace = (a: ConfigFinding, b: ConfigFinding): number =>
  (a.at?.line ?? Infinity) - (b.at?.line ?? Infinity) || (a.at?.column ?? 0) - (b.at?.column ?? 0) || 0;

const toConfig = (
  settingOf: (key: string) => SettingValue,
  hasItcare: boolean,
  power: Config['power'],
): Config => {
  const text = (key: string): string => textOf(settingOf(key));
  const number = (key: string): number => numberOf(settingOf(key));
  return {
    database: text('database'),
    samples: text('samples'),
    timezone: text('timezone'),
    language: text('language') === 'fr' ? 'fr' : 'en',
    memory_limit: optionalTextOf(settingOf('memory_limit')),
    itcare: hasItcare
      ? {
          url: text('itcare.url'),
          token_url: text('itcare.token_url'),
          client_id: text('itcare.client_id'),
          client_secret: text('itcare.client_secret'),
          timezone: text('itcare.timezone'),
          page_size: number('itcare.page_size'),
          concurrency: number('itcare.concurrency'),
          clouds: numbersOf(settingOf('itcare.clouds')),
          ca_file: optionalTextOf(settingOf('itcare.ca_file')),
        }
      : undefined,
    power,
    reference: optionalTextOf(settingOf('reference')),
    reports: textsOf(settingOf('reports')),
    controls: textsOf(settingOf('controls')),
    calculation: {
      max_gap_minutes: number('calculation.max_gap_minutes'),
      max_power_w: number('calculation.max_power_w'),
      embodied: text('calculation.embodied') === 'equipment' ? 'equipment' : 'off',
      restatement_threshold: number('calculation.restatement_threshold'),
    },
  };
};

interface Resolution {
  readonly request: ConfigRequest;
  readonly file: ConfigFile | undefined;
  readonly values: ReturnType<typeof readFileValues>;
  readonly resolved: Map<string, Resolved>;
  readonly findings: ConfigFinding[];
}

const defaultOf = (spec: SettingSpec, { request, file, resolved }: Resolution): SettingValue => {
  if (spec.key === 'database') return resolve(file?.base ?? request.cwd, textOf(spec.fallback));
  if (spec.key === 'samples')
    return join(dirname(textOf(resolved.get('database')?.value ?? null)), 'samples');
  if (spec.key === 'reference') {
    const folder = resolve(file?.base ?? request.cwd, 'reference');
    return existsSync(folder) ? folder : null;
  }
  return spec.fallback;
};

const resolveOne = (spec: SettingSpec, hasItcare: boolean, resolution: Resolution): void => {
  const { request, file, values, resolved, findings } = resolution;
  const isNeeded = spec.part === undefined || request.needs.includes(spec.part);
  const inFile = values.values.get(spec.key);
  const sources = [
    ...flagSource(request, spec.key),
    ...environmentSource(request, spec.key),
    ...(file && inFile ? [fileSource(file, inFile)] : []),
  ];
  const before = findings.length;
  const one = resolveSetting(spec, sources, defaultOf(spec, resolution), {
    env: request.env,
    isNeeded,
    add: (finding) => void findings.push(finding),
  });
  resolved.set(spec.key, one);
  const isMissing = spec.isRequired === true && one.value === null && findings.length === before;
  if (isMissing && isNeeded && (spec.part !== 'itcare' || hasItcare)) {
    const at = inFile?.at ?? values.sections.get(spec.part ?? '');
    const where = file && at ? placeOf(file, at) : environmentName(spec.key);
    findings.push({ at, text: `${where}: ${spec.key}: missing; expected ${spec.kind.expected}` });
  }
};

const toSetting = ({ spec, value, origin }: Resolved): Setting => {
  const isSecret = spec.isSecret === true;
  return { key: spec.key, value: shownValue(value, isSecret), origin, isSecret };
};

/**
 * Reads the configuration: flags before the environment (`BILAN_…`) before bilan.yaml before the defaults.
 * `${NAME}` in the file is replaced from the environment. Paths in the result are absolute: those of the file
 * relative to it, those of flags and the environment relative to `cwd`.
 * @throws BilanError exit 2 with every finding in `details`: file, line, column, value and what was expected
 */
export const loadConfig = async (request: ConfigRequest): Promise<LoadedConfig> => {
  const { flags, env, cwd } = request;
  const file = await readConfigFile(
    flags.config ?? (env.BILAN_CONFIG || undefined),
    cwd,
    request.isConfigRequired,
  );
  const values = readFileValues(file);
  const findings = [...values.findings];
  const resolution: Resolution = { request, file, values, resolved: new Map(), findings };
  const hasItcare =
    values.sections.has('itcare') ||
    SETTINGS_BEFORE_POWER.some(({ key, part }) => part === 'itcare' && env[environmentName(key)]);
  for (const spec of SETTINGS_BEFORE_POWER) resolveOne(spec, hasItcare, resolution);
  const power = resolvePower(values.power, file, {
    env,
    isNeeded: request.needs.includes('power'),
    add: (finding) => void findings.push(finding),
  });
  for (const spec of SETTINGS_AFTER_POWER) resolveOne(spec, hasItcare, resolution);
  if (findings.length > 0) throw configurationError([...findings].sort(byPlace).map(({ text }) => text));

  const settingOf = (key: string): SettingValue => resolution.resolved.get(key)?.value ?? null;
  const shownOf = (specs: readonly SettingSpec[]): Setting[] =>
    specs
      .filter(({ part }) => part !== 'itcare' || hasItcare)
      .flatMap(({ key }) => resolution.resolved.get(key) ?? [])
      .map(toSetting);
  return {
    config: toConfig(settingOf, hasItcare, power.map(powerConfigOf)),
    settings: [
      ...shownOf(SETTINGS_BEFORE_POWER),
      ...power.flatMap(({ settings }) => settings.map(toSetting)),
      ...shownOf(SETTINGS_AFTER_POWER),
    ],
    file: file?.path,
    notices: strangeVariables(env),
  };
};
