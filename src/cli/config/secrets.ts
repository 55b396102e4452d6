import type { SettingValue } from './kinds.ts';

const HIDDEN = '***';

/** `https://user:secret@host` → `https://user:***@host`, anywhere in a text. */
export const withoutPassword = (text: string): string =>
  text.replaceAll(/(\/\/[^\s/:@]*:)\S*@/g, `$1${HIDDEN}@`);

/** A setting's value as it may be shown. */
export const shownValue = (value: SettingValue, isSecret: boolean): SettingValue => {
  if (value === null) return null;
  if (typeof value === 'string') return isSecret ? HIDDEN : withoutPassword(value);
  if (!isSecret || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(() => HIDDEN);
  return Object.fromEntries(Object.keys(value).map((key) => [key, HIDDEN]));
};
