const CONTROL = /\p{Cc}/gu;

/** Control characters as visible escapes, so that a value cannot write to the terminal. */
export const visible = (text: string): string =>
  text.replace(CONTROL, (char) =>
    char === '\n' ? '\\n' : char === '\t' ? '\\t' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** As {@link visible}, of what may have several lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** Terminal columns that a text takes: wide for East Asian and emoji, none for combining marks. */
const widthOf = (text: string): number => {
  let width = 0;
  for (const char of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(char)) continue;
    width +=
      /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
};

/**
 * Aligned columns with a header and a rule.
 * @param header column names
 * @param rows cells; undefined is NULL
 * @param isNumeric which columns are aligned to the right
 */
export const formatTable = (
  header: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
  isNumeric: readonly boolean[],
): string => {
  const cells = [header, ...rows].map((row) => row.map((cell) => visible(cell ?? 'NULL')));
  const widths = header.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
        return isNumeric[i] === true ? `${gap}${cell}` : `${cell}${gap}`;
      })
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return `${[line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n')}\n`;
};
