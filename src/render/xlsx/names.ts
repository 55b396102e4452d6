import { cleanText } from '../text.ts';

/** Excel's limit. */
const SHEET_NAME_LENGTH = 31;

/**
 * Names that Excel accepts, in the same order: at most 31 characters, none of `: \ / ? * [ ]`, no apostrophe at an
 * end, not "History", and unique whatever the case.
 */
export const sheetNames = (wished: readonly string[]): string[] => {
  const taken = new Set<string>();
  return wished.map((name) => {
    const legal = cleanText(name)
      .replace(/[:\\/?*[\]\t\r\n]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/^['\s]+|['\s]+$/g, '');
    const base = legal === '' || legal.toLowerCase() === 'history' ? 'Sheet' : legal;
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const characters = [...base];
      // The limit counts UTF-16 units, and a pair must not be cut.
      while (characters.join('').length > SHEET_NAME_LENGTH - suffix.length) characters.pop();
      const candidate = `${characters.join('').trimEnd()}${suffix}`;
      if (taken.has(candidate.toLowerCase())) continue;
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  });
};

/** A name that Excel accepts for a cell: letters, digits and underscores, and nothing that reads as a cell's address. */
export const definedName = (...parts: readonly string[]): string => {
  const name = parts.join('_').replace(/[^A-Za-z0-9_]/g, '_');
  return /^(?:[A-Za-z]{1,3}\d+|[rcRC]\d*(?:[cC]\d*)?|\d.*)$/.test(name) ? `_${name}` : name;
};

/** 1 → A, 27 → AA. */
export const columnLetter = (column: number): string => {
  const rest = (column - 1) % 26;
  const letter = String.fromCharCode(65 + rest);
  return column <= 26 ? letter : `${columnLetter((column - 1 - rest) / 26)}${letter}`;
};
