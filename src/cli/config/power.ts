import type { PowerConfig } from '../../domain/config.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { fileSource, placeOf, unknownKey } from './collect-sources.ts';
import type { ConfigFile } from './file.ts';
import { type ResolveContext, type Resolved, resolveSetting } from './resolve.ts';
import { POWER_SETTINGS, POWER_TYPES, type PowerType } from './settings.ts';
import { headersOf, optionalTextOf, textOf } from './values.ts';
import type { Located } from './yaml-tree.ts';

/** The settings of one source of the `power` list, keys as `power[0].url`. */
export interface ResolvedPower {
  readonly type: PowerType;
  readonly settings: readonly Resolved[];
}

const typeOf = (
  item: Extract<Located, { shape: 'map' }>,
  prefix: string,
  file: ConfigFile,
  context: ResolveContext,
): PowerType | undefined => {
  const entry = item.entries.find(({ key }) => key === 'type');
  const value = entry?.value;
  const type = POWER_TYPES.find((name) => value?.shape === 'one' && value.text === name);
  if (type !== undefined) return type;
  const at = value?.at ?? item.at;
  const given = value?.shape === 'one' ? `'${value.text}' is not allowed` : 'missing';
  const likely = value?.shape === 'one' ? didYouMean(value.text, POWER_TYPES) : '';
  context.add({
    at,
    text: `${placeOf(file, at)}: ${prefix}type: ${given}; expected ${POWER_TYPES.join(' or ')}${likely}`,
  });
  return undefined;
};

const resolveItem = (
  item: Located,
  index: number,
  file: ConfigFile,
  context: ResolveContext,
): ResolvedPower | undefined => {
  const prefix = `power[${index}].`;
  if (item.shape !== 'map') {
    const text = `${placeOf(file, item.at)}: power[${index}]: expected keys with values, such as type: prometheus`;
    context.add({ at: item.at, text });
    return undefined;
  }
  const type = typeOf(item, prefix, file, context);
  if (type === undefined) return undefined;
  const specs = POWER_SETTINGS[type];
  const names = specs.map(({ key }) => key);
  for (const entry of item.entries) {
    if (!names.includes(entry.key)) context.add(unknownKey(file, entry, prefix, names));
  }
  const settings = specs.map((spec) => {
    const full = { ...spec, key: `${prefix}${spec.key}` };
    const found = item.entries.find(({ key }) => key === spec.key)?.value;
    let isReported = false;
    const one = resolveSetting(full, found ? [fileSource(file, found)] : [], spec.fallback, {
      ...context,
      add: (finding) => {
        isReported = true;
        context.add(finding);
      },
    });
    if (spec.isRequired === true && one.value === null && !isReported) {
      const at = found?.at ?? item.at;
      context.add({ at, text: `${placeOf(file, at)}: ${full.key}: missing; expected ${spec.kind.expected}` });
    }
    return one;
  });
  return { type, settings };
};

/** Resolves the `power` list of the file; what is wrong goes to the context. */
export const resolvePower = (
  power: Located | undefined,
  file: ConfigFile | undefined,
  context: ResolveContext,
): ResolvedPower[] => {
  if (power === undefined || file === undefined || power.shape === 'blank') return [];
  if (power.shape !== 'list') {
    const text = `${placeOf(file, power.at)}: power: expected a list, each source after a dash (- type: …)`;
    context.add({ at: power.at, text });
    return [];
  }
  return power.items.flatMap((item, index) => resolveItem(item, index, file, context) ?? []);
};

/** A resolved source as the rest of the program takes it. */
export const powerConfigOf = ({ type, settings }: ResolvedPower): PowerConfig => {
  const value = (key: string) => settings.find(({ spec }) => spec.key.endsWith(`.${key}`))?.value ?? null;
  if (type === 'files') {
    return { type, path: textOf(value('path')), timezone: optionalTextOf(value('timezone')) };
  }
  return {
    type,
    url: textOf(value('url')),
    query: textOf(value('query')),
    equipment_label: textOf(value('equipment_label')),
    feed_label: optionalTextOf(value('feed_label')),
    replica_label: optionalTextOf(value('replica_label')),
    mode: textOf(value('mode')) === 'daily' ? 'daily' : 'samples',
    tenant: optionalTextOf(value('tenant')),
    headers: headersOf(value('headers')),
  };
};
