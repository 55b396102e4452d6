import { type Environment, interpolate } from './interpolate.ts';
import type { SettingValue } from './kinds.ts';
import { withoutPassword } from './secrets.ts';
import type { SettingSpec } from './settings.ts';
import type { Located, Position } from './yaml-tree.ts';

export type SettingOrigin = 'default' | 'file' | 'environment' | 'flag';

/** One thing wrong; `at` sorts those of the file. */
export interface ConfigFinding {
  readonly at: Position | undefined;
  readonly text: string;
}

/** Where a setting's value was found. */
export interface Source {
  readonly origin: SettingOrigin;
  /** For messages: `bilan.yaml:3:4`, `BILAN_DATABASE`, `--db`. */
  readonly where: string;
  readonly at: Position | undefined;
  /** Absolute folder that relative paths start from. */
  readonly base: string;
  readonly value: Located;
  /** The same source for a value inside this one, with its own place. */
  readonly inside: (value: Located) => Source;
}

export interface Resolved {
  readonly spec: SettingSpec;
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
}

/** What resolving needs beside the setting itself. */
export interface ResolveContext {
  readonly env: Environment;
  /** Whether the part that the setting belongs to is used. */
  readonly isNeeded: boolean;
  readonly add: (finding: ConfigFinding) => void;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The text after its variables are replaced; undefined when it cannot be used. */
const replaced = (raw: string, spec: SettingSpec, source: Source, context: ResolveContext) => {
  if (source.origin !== 'file') return { text: raw, isResolved: true, shown: raw };
  const { text, unset, malformed, hasVariables } = interpolate(raw, context.env);
  const add = (what: string): void =>
    context.add({ at: source.at, text: `${source.where}: ${spec.key}: ${what}` });
  for (const name of malformed) {
    add(`\${${name}} does not name an environment variable; expected letters, digits and _`);
  }
  if (context.isNeeded) for (const name of unset) add(`the environment variable ${name} is not set`);
  const isResolved = unset.length === 0 && malformed.length === 0;
  // What the environment gave may be a secret in any setting: messages show the text of the file.
  return { text, isResolved, shown: hasVariables ? raw : text };
};

const readText = (
  raw: string,
  spec: SettingSpec,
  source: Source,
  context: ResolveContext,
): { value: SettingValue } | undefined => {
  const { text, isResolved, shown } = replaced(raw, spec, source, context);
  if (!isResolved) return spec.kind.isText ? { value: text } : undefined;
  if (text.trim() === '') return undefined;
  const reading = spec.kind.read(text, source.base);
  if ('value' in reading) return reading;
  const key = source.origin === 'file' ? `${spec.key}: ` : '';
  const what = spec.isSecret ? 'the value' : `'${withoutPassword(shown)}'`;
  context.add({
    at: source.at,
    text: `${source.where}: ${key}${what} ${reading.problem}; expected ${spec.kind.expected}`,
  });
  return undefined;
};

const wrongShape = (spec: SettingSpec, source: Source, context: ResolveContext): undefined => {
  const found = { blank: 'nothing', one: 'a single value', list: 'a list', map: 'a mapping' };
  const shape = { one: spec.kind.expected, list: spec.kind.expected, map: 'names with texts' };
  const text = `${source.where}: ${spec.key}: ${found[source.value.shape]}; expected ${shape[spec.kind.shape]}`;
  context.add({ at: source.at, text });
  return undefined;
};

const readList = (
  items: readonly Located[],
  spec: SettingSpec,
  source: Source,
  context: ResolveContext,
): { value: SettingValue } | undefined => {
  const values = items.map((item) => {
    const inner = source.inside(item);
    if (item.shape !== 'one') return wrongShape(spec, inner, context);
    return readText(item.text, spec, inner, context)?.value;
  });
  const flat = values.flatMap((value): (string | number)[] => (Array.isArray(value) ? value : []));
  const numbers = flat.filter((value) => typeof value === 'number');
  return { value: numbers.length > 0 ? numbers : flat.filter((value) => typeof value === 'string') };
};

const readMap = (
  value: Extract<Located, { shape: 'map' }>,
  spec: SettingSpec,
  source: Source,
  context: ResolveContext,
): { value: SettingValue } => {
  const entries = value.entries.flatMap(({ key, value: item }): [string, string][] => {
    const itemSpec: SettingSpec = { ...spec, key: `${spec.key}.${key}` };
    const inner = source.inside(item);
    if (!HEADER_NAME.test(key)) {
      context.add({ at: source.at, text: `${source.where}: ${spec.key}: '${key}' is not a header's name` });
      return [];
    }
    if (item.shape === 'blank') return [[key, '']];
    if (item.shape !== 'one') {
      wrongShape(itemSpec, inner, context);
      return [];
    }
    const text = readText(item.text, itemSpec, inner, context)?.value;
    return typeof text === 'string' ? [[key, text]] : [];
  });
  return { value: Object.fromEntries(entries) };
};

const readSource = (spec: SettingSpec, source: Source, context: ResolveContext) => {
  const { value } = source;
  if (value.shape === 'one' && spec.kind.shape !== 'map') return readText(value.text, spec, source, context);
  if (value.shape === 'list' && spec.kind.shape === 'list')
    return readList(value.items, spec, source, context);
  if (value.shape === 'map' && spec.kind.shape === 'map') return readMap(value, spec, source, context);
  return wrongShape(spec, source, context);
};

/**
 * Reads one setting from the source that wins, or takes its default.
 * @param sources by precedence; blank ones say nothing
 * @param fallback the default, a path of it already absolute
 */
export const resolveSetting = (
  spec: SettingSpec,
  sources: readonly Source[],
  fallback: SettingValue,
  context: ResolveContext,
): Resolved => {
  const source = sources.find(({ value }) => value.shape !== 'blank');
  const read = source && readSource(spec, source, context);
  if (source === undefined || read === undefined) return { spec, value: fallback, origin: 'default' };
  return { spec, value: read.value, origin: source.origin };
};
