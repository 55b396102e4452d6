/** One CSV line (RFC 4180, line feed): quoted where it must be; an empty text is quoted so that it differs from NULL. */
export const csvLine = (cells: readonly (string | undefined)[]): string =>
  `${cells.map((cell) => (cell === undefined ? '' : cell === '' || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

/** Text that a spreadsheet would take for a formula, made text again by a leading apostrophe; numbers are left alone. */
export const guardFormula = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
