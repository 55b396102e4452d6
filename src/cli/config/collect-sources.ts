import { didYouMean } from '../../domain/suggest.ts';
import type { ConfigFile } from './file.ts';
import type { Environment } from './interpolate.ts';
import type { ConfigFinding, Source } from './resolve.ts';
import { environmentName, SETTINGS } from './settings.ts';
import type { Located, LocatedEntry, Position } from './yaml-tree.ts';

/** The label and place of something in the file. */
export const placeOf = (file: ConfigFile, at: Position): string => `${file.label}:${at.line}:${at.column}`;

/** A value of the file as a source of a setting. */
export const fileSource = (file: ConfigFile, value: Located): Source => ({
  origin: 'file',
  where: placeOf(file, value.at),
  at: value.at,
  base: file.base,
  value,
  inside: (inner) => fileSource(file, inner),
});

const ORIGIN: Position = { line: 1, column: 1 };

/** A flag's or the environment's text as a source of a setting. */
export const textSource = (
  origin: 'flag' | 'environment',
  where: string,
  text: string,
  base: string,
): Source => {
  const source = (value: Located): Source => ({ origin, where, at: undefined, base, value, inside: source });
  return source(text === '' ? { shape: 'blank', at: ORIGIN } : { shape: 'one', at: ORIGIN, text });
};

/** What the file says, by setting, and what stands there that is no setting. */
export interface FileValues {
  readonly values: ReadonlyMap<string, Located>;
  readonly power: Located | undefined;
  /** Sections that are there and not blank, with their place. */
  readonly sections: ReadonlyMap<string, Position>;
  readonly findings: readonly ConfigFinding[];
}

/** Names that may stand at the top (prefix '') or in a section (`itcare.`). */
const namesUnder = (prefix: string): string[] => {
  const keys = SETTINGS.filter(({ key }) => key.startsWith(prefix)).map(
    ({ key }) => key.slice(prefix.length).split('.')[0] ?? '',
  );
  return [...new Set(prefix === '' ? [...keys, 'power'] : keys)];
};

/** The finding for a key that is no setting, with the likely name. */
export const unknownKey = (
  file: ConfigFile,
  entry: LocatedEntry,
  prefix: string,
  names: readonly string[],
): ConfigFinding => {
  const likely = didYouMean(entry.key, names) || `; expected one of ${names.join(', ')}`;
  return {
    at: entry.keyAt,
    text: `${placeOf(file, entry.keyAt)}: unknown key '${prefix}${entry.key}'${likely}`,
  };
};

/** Sorts a file's keys into settings, sections and unknown ones. */
export const readFileValues = (file: ConfigFile | undefined): FileValues => {
  const values = new Map<string, Located>();
  const sections = new Map<string, Position>();
  const findings: ConfigFinding[] = [];
  let power: Located | undefined;
  const settingKeys = new Set(SETTINGS.map(({ key }) => key));

  const walk = (owner: ConfigFile, node: Located, prefix: string): void => {
    if (node.shape === 'blank') return;
    if (node.shape !== 'map') {
      const what = prefix === '' ? 'the file' : prefix.slice(0, -1);
      const text = `${placeOf(owner, node.at)}: ${what}: expected keys with values, such as ${namesUnder(prefix)[0]}: …`;
      findings.push({ at: node.at, text });
      return;
    }
    if (prefix !== '') sections.set(prefix.slice(0, -1), node.at);
    const names = namesUnder(prefix);
    for (const entry of node.entries) {
      const key = `${prefix}${entry.key}`;
      if (settingKeys.has(key)) values.set(key, entry.value);
      else if (key === 'power') power = entry.value;
      else if (prefix === '' && names.includes(entry.key)) walk(owner, entry.value, `${key}.`);
      else findings.push(unknownKey(owner, entry, prefix, names));
    }
  };
  if (file !== undefined) walk(file, file.root, '');
  return { values, power, sections, findings };
};

/** Variables that look like settings and are none; `BILAN_CONFIG` names the file. */
export const strangeVariables = (env: Environment): string[] => {
  const known = ['BILAN_CONFIG', ...SETTINGS.map(({ key }) => environmentName(key))];
  return Object.keys(env)
    .filter((name) => name.startsWith('BILAN_') && !known.includes(name))
    .sort()
    .map((name) =>
      name.startsWith('BILAN_POWER')
        ? `${name} was ignored: power sources are set in bilan.yaml only`
        : `${name} is not a setting and was ignored${didYouMean(name, known)}`,
    );
};
