import type { SettingValue } from './kinds.ts';

/** Narrow a checked setting to what its kind gives; anything else is a mistake in settings.ts. */

const mistaken = (value: SettingValue, wanted: string): never => {
  throw new TypeError(`a setting gave ${JSON.stringify(value)} where ${wanted} was meant`);
};

/** Text; empty where a part that is not used says nothing. */
export const textOf = (value: SettingValue): string => {
  if (value === null) return '';
  return typeof value === 'string' ? value : mistaken(value, 'a text');
};

export const optionalTextOf = (value: SettingValue): string | undefined =>
  value === null ? undefined : textOf(value);

export const numberOf = (value: SettingValue): number =>
  typeof value === 'number' ? value : mistaken(value, 'a number');

const isList = (value: SettingValue): value is readonly string[] | readonly number[] => Array.isArray(value);

export const textsOf = (value: SettingValue): string[] =>
  isList(value) ? [...value].filter((item) => typeof item === 'string') : mistaken(value, 'a list');

export const numbersOf = (value: SettingValue): number[] =>
  isList(value) ? [...value].filter((item) => typeof item === 'number') : mistaken(value, 'a list');

export const headersOf = (value: SettingValue): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !isList(value) ? value : mistaken(value, 'a mapping');
