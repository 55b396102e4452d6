import { likelyName } from './suggest.ts';

const canonicalNames = (): string[] => [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/** True for a zone of the IANA database, written as there (`Europe/Paris`, `UTC`); offsets such as `+01:00` are none. */
export const isTimeZone = (name: string): boolean => {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  // Intl takes any letter case; the names of the database have one.
  const lower = name.toLowerCase();
  return !canonicalNames().some((known) => known !== name && known.toLowerCase() === lower);
};

/** The zone that was probably meant: `europe/paris` or `Paris` → `Europe/Paris`. */
export const likelyTimeZone = (name: string): string | undefined => {
  const names = canonicalNames();
  const city = names.find((known) => known.split('/').at(-1)?.toLowerCase() === name.toLowerCase());
  return city ?? likelyName(name, names);
};
