import { SAMPLE_COLUMNS, type SampleColumn } from '../../domain/sample-files.ts';
import { didYouMean } from '../../domain/suggest.ts';

/** What the first line of a CSV file of samples says, or what is wrong with it (one sentence each). */
export interface CsvHeader {
  readonly delimiter: ',' | ';';
  readonly columns: readonly SampleColumn[];
  readonly problems: readonly string[];
}

const REQUIRED: readonly SampleColumn[] = ['equipment_id', 'ts', 'power_w'];
const EXPECTED = 'expected equipment_id, ts, power_w and, where there are several, feed';

const isSampleColumn = (name: string): name is SampleColumn =>
  (SAMPLE_COLUMNS as readonly string[]).includes(name);

const unquote = (cell: string): string => {
  const trimmed = cell.trim();
  const isQuoted = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return isQuoted ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
};

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0;

const problemsOf = (names: readonly string[]): string[] => {
  const unknown = names
    .filter((name) => !isSampleColumn(name))
    .map((name) => `unknown column '${name}'${didYouMean(name, SAMPLE_COLUMNS)}`);
  const repeated = names
    .filter((name, index) => isSampleColumn(name) && names.indexOf(name) !== index)
    .map((name) => `column ${name} is there twice`);
  const missing = REQUIRED.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`);
  return [...unknown, ...repeated, ...missing].map((problem) => `${problem}; ${EXPECTED}`);
};

/**
 * Reads the header row of a CSV file of power samples: columns in any order, `,` or `;`, quotes and a byte order mark allowed.
 * @param start the file's first bytes, the whole first line among them
 */
export const readCsvHeader = (start: Uint8Array): CsvHeader => {
  const none = { delimiter: ',', columns: [] } as const;
  if (isUtf16(start)) return { ...none, problems: ['the file is UTF-16; expected UTF-8'] };
  const text = new TextDecoder().decode(start);
  const line = text.split(/\r\n?|\n/, 1)[0] ?? '';
  if (line.trim() === '') return { ...none, problems: [`the first line is blank; ${EXPECTED}`] };
  const delimiter = line.includes(';') ? ';' : ',';
  const names = line.split(delimiter).map(unquote);
  return { delimiter, columns: names.filter(isSampleColumn), problems: problemsOf(names) };
};
