import { messageOf } from '../../domain/errors.ts';

/** A record of a CSV file; `line` is where it starts, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What could be read of a CSV file, and what could not. */
export interface CsvTable {
  readonly header: CsvRecord | undefined;
  readonly records: readonly CsvRecord[];
  /** The columns are separated by `;`, so that a comma may be the decimal mark. */
  readonly isDecimalComma: boolean;
  /** What stopped the reading; the records before it are there. */
  readonly problems: readonly { readonly line: number; readonly text: string }[];
}

const lineIsUtf8 = (line: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(line);
    return true;
  } catch {
    return false;
  }
};

const firstBadLine = (bytes: Uint8Array): number => {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (!lineIsUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
  return line;
};

const decode = (bytes: Uint8Array): { text: string } | { line: number; problem: string } => {
  const save = 'expected UTF-8 (in Excel: Save as "CSV UTF-8")';
  const isUtf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0;
  if (isUtf16) return { line: 1, problem: `the file is UTF-16; ${save}` };
  try {
    // One kind of line end keeps the line numbers right, whatever mixture an editor left.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, '\n');
    return { text };
  } catch {
    return { line: firstBadLine(bytes), problem: `a character is not UTF-8; ${save}` };
  }
};

const isComment = (text: string): boolean => /^\s*"?\s*#/.test(text);

/** The header's line decides what separates the columns of the whole file. */
const delimiterOf = (text: string): ',' | ';' | 'tab' => {
  const header = text.split('\n').find((line) => line.trim() !== '' && !isComment(line)) ?? '';
  if (header.includes(';')) return ';';
  return !header.includes(',') && header.includes('\t') ? 'tab' : ',';
};

const newlinesIn = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0);

/** csv-parse names the end of the file for a quote that never closes; the reader needs its beginning. */
const firstRecordLineAfter = (text: string, line: number): number => {
  const lines = text.split('\n');
  for (let index = line; index < lines.length; index += 1) {
    const candidate = lines[index] ?? '';
    if (candidate.trim() !== '' && !isComment(candidate)) return index + 1;
  }
  return line;
};

const syntaxProblem = (error: unknown, text: string, lastLine: number) => {
  const line = firstRecordLineAfter(text, lastLine);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const doubled = 'expected quotes around the whole cell, and a quote inside it written twice';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return { line, text: 'a quote opens here and never closes' };
  if (code === 'INVALID_OPENING_QUOTE') return { line, text: `a quote inside an unquoted cell; ${doubled}` };
  if (code === 'CSV_INVALID_CLOSING_QUOTE') return { line, text: `text after a closing quote; ${doubled}` };
  return { line, text: messageOf(error) };
};

const nothing = { header: undefined, records: [], isDecimalComma: false };

/**
 * Reads a CSV file: UTF-8 with or without a byte order mark, `,` or `;` between columns as the header has it,
 * quotes with line ends inside. Blank lines, rows of blank cells and lines that begin with `#` are skipped; cells are trimmed.
 */
export const readCsv = async (bytes: Uint8Array): Promise<CsvTable> => {
  const { parse } = await import('csv-parse/sync');
  const decoded = decode(bytes);
  if ('problem' in decoded) return { ...nothing, problems: [{ line: decoded.line, text: decoded.problem }] };
  const { text } = decoded;
  const delimiter = delimiterOf(text);
  if (delimiter === 'tab') {
    return { ...nothing, problems: [{ line: 1, text: 'columns are separated by tabs; expected , or ;' }] };
  }
  const records: CsvRecord[] = [];
  const problems: { line: number; text: string }[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      comment: '#',
      // Without it `#` cuts a value in two wherever it stands.
      comment_no_infix: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        lastLine = lines;
        const trimmed = cells.map((cell) => cell.trim());
        const isSkipped = trimmed.every((cell) => cell === '') || trimmed[0]?.startsWith('#');
        if (!isSkipped) records.push({ line: lines - newlinesIn(cells), cells: trimmed });
        return null;
      },
    });
  } catch (error) {
    problems.push(syntaxProblem(error, text, lastLine));
  }
  return { header: records[0], records: records.slice(1), isDecimalComma: delimiter === ';', problems };
};
