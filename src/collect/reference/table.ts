import { counted } from '../../domain/counted.ts';
import type {
  ReferenceColumn,
  ReferenceFileName,
  ReferenceFileSpec,
  ReferenceValue,
} from '../../domain/reference-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import type { CsvRecord, CsvTable } from './csv.ts';
import { type Finding, quoted } from './finding.ts';
import { expectedOf, parseValue } from './values.ts';

/** A row whose cells were read one by one; a column is absent where its cell was bad. */
export interface TableRow {
  readonly line: number;
  readonly values: Readonly<Record<string, ReferenceValue>>;
}

/** A reference file read by its columns, before its rows are compared with each other and with other files. */
export interface Table {
  readonly spec: ReferenceFileSpec;
  readonly rows: readonly TableRow[];
  /** False where rows or whole columns could not be read, so that nothing follows from what is not there. */
  readonly isWhole: boolean;
}

interface HeaderReading {
  /** Column of the spec for each cell of the header, undefined for an unknown or repeated one. */
  readonly columns: readonly (ReferenceColumn | undefined)[];
  readonly findings: readonly Finding[];
}

const readHeader = (spec: ReferenceFileSpec, header: CsvRecord): HeaderReading => {
  const findings: Finding[] = [];
  const add = (text: string): void => void findings.push({ file: spec.name, line: header.line, text });
  const names = spec.columns.map((column) => column.name);
  const seen = new Set<string>();
  const columns = header.cells.map((cell) => {
    const column = spec.columns.find(({ name }) => name === cell);
    if (cell === '') {
      // A spreadsheet leaves such a column behind; what stands below it is still checked to be blank.
      return undefined;
    }
    if (column === undefined) {
      add(`unknown column ${quoted(cell)}${didYouMean(cell, names) || `; expected ${names.join(', ')}`}`);
      return undefined;
    }
    if (seen.has(cell)) {
      add(`column ${cell} is there twice; expected it once`);
      return undefined;
    }
    seen.add(cell);
    return column;
  });
  for (const column of spec.columns) {
    if (!column.isOptional && !seen.has(column.name)) {
      add(`missing column ${column.name}; expected ${expectedOf(column)} in it`);
    }
  }
  return { columns, findings };
};

const readRow = (
  spec: ReferenceFileSpec,
  header: CsvRecord,
  columns: HeaderReading['columns'],
  record: CsvRecord,
  isDecimalComma: boolean,
): { row: TableRow; findings: readonly Finding[] } => {
  const findings: Finding[] = [];
  const add = (text: string): void => void findings.push({ file: spec.name, line: record.line, text });
  const values: Record<string, ReferenceValue> = {};
  for (const column of spec.columns) {
    if (column.isOptional && !columns.includes(column)) values[column.name] = null;
  }
  if (record.cells.length !== header.cells.length) {
    add(`${counted(record.cells.length, 'cell')}; expected ${header.cells.length}, as in the header`);
    return { row: { line: record.line, values: {} }, findings };
  }
  for (const [index, cell] of record.cells.entries()) {
    const column = columns[index];
    if (column === undefined) {
      if (header.cells[index] === '' && cell !== '') add(`${quoted(cell)} stands in a column without a name`);
      continue;
    }
    const parsed = parseValue(cell, column, isDecimalComma);
    if ('problem' in parsed) add(`column ${column.name}: ${parsed.problem}`);
    else values[column.name] = parsed.value;
  }
  return { row: { line: record.line, values }, findings };
};

const fileFindings = (file: ReferenceFileName, csv: CsvTable): Finding[] =>
  csv.problems.map(({ line, text }) => ({ file, line, text }));

/** Reads every cell of a parsed CSV file by the file's columns; what is wrong comes back as findings. */
export const readTable = (spec: ReferenceFileSpec, csv: CsvTable): { table: Table; findings: Finding[] } => {
  const findings = fileFindings(spec.name, csv);
  if (csv.header === undefined) {
    if (spec.isRequired && findings.length === 0) {
      const names = spec.columns.filter((column) => !column.isOptional).map((column) => column.name);
      findings.push({ file: spec.name, line: 0, text: `no header row; expected ${names.join(', ')}` });
    }
    return { table: { spec, rows: [], isWhole: findings.length === 0 }, findings };
  }
  const { header, isDecimalComma } = csv;
  const reading = readHeader(spec, header);
  findings.push(...reading.findings);
  const rows: TableRow[] = [];
  for (const record of csv.records) {
    const read = readRow(spec, header, reading.columns, record, isDecimalComma);
    rows.push(read.row);
    for (const finding of read.findings) findings.push(finding);
  }
  const isWhole = csv.problems.length === 0 && reading.findings.length === 0;
  return { table: { spec, rows, isWhole }, findings };
};
