import type { PaperSize, stream, Worksheet } from 'exceljs';
import type { CellValue } from '../../domain/display.ts';
import { emptyText, type Paragraph, type ReportModel, type Section, type Table } from '../../report/model.ts';
import { type CellStyles, setCell, workbookText, workbookValue } from './cells.ts';
import { columnLetter, definedName } from './names.ts';

type WorkbookWriter = stream.xlsx.WorkbookWriter;

export interface SheetContext {
  readonly workbook: WorkbookWriter;
  readonly model: ReportModel;
  readonly styles: CellStyles;
  readonly pageSize: 'A4' | 'LETTER';
}

/** Rows above a table: title, period, a blank one; then the header. */
const HEADER_ROW = 4;
const PAPER = { A4: 9, LETTER: 1 } as const;

interface SheetOptions {
  readonly orientation: 'portrait' | 'landscape';
  /** Rows that stay in view and repeat on paper; 0 for none. */
  readonly frozen: number;
}

/** `&` begins a code in Excel's headers and footers. */
const footerText = (text: string): string => workbookText(text).replaceAll('&', '&&');

/** A new sheet with its print set-up: fit to the page's width, page numbers, the header repeated. */
export const addSheet = (context: SheetContext, name: string, options: SheetOptions): Worksheet => {
  const { meta } = context.model;
  const page = meta.labels.page;
  const numbers = footerText(page).replace('{page}', '&P').replace('{pages}', '&N');
  return context.workbook.addWorksheet(name, {
    views: [
      options.frozen === 0
        ? { state: 'normal', showGridLines: false }
        : { state: 'frozen', ySplit: options.frozen, xSplit: 0, showGridLines: false },
    ],
    pageSetup: {
      paperSize: PAPER[context.pageSize] as PaperSize,
      orientation: options.orientation,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
      ...(options.frozen === 0 ? {} : { printTitlesRow: `${options.frozen}:${options.frozen}` }),
    },
    headerFooter: {
      oddFooter: `&L&8${footerText(`${meta.title} – ${meta.period_text}`)}&R&8${numbers}`,
    },
  }) as unknown as Worksheet;
};

/** Lines that a wrapped text takes in a width of so many characters. */
const linesOf = (text: string, characters: number): number =>
  text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length * 1.05) / characters)), 0);

/** A text across the sheet, as high as it needs. */
export const addText = (
  sheet: Worksheet,
  row: number,
  text: string,
  style: ReturnType<CellStyles>,
  span: { readonly columns: number; readonly characters: number },
): void => {
  const target = sheet.getRow(row);
  setCell(target.getCell(1), workbookText(text), {
    ...style,
    alignment: { ...style.alignment, wrapText: true, vertical: 'top' },
  });
  target.height = 4 + 1.3 * (style.font?.size ?? 10) * linesOf(text, span.characters);
  if (span.columns > 1) sheet.mergeCells(row, 1, row, span.columns);
  target.commit();
};

const addHead = (context: SheetContext, sheet: Worksheet, table: Table): void => {
  const { meta } = context.model;
  const { styles } = context;
  const first = sheet.getRow(1);
  setCell(first.getCell(1), workbookText(table.title), styles('title'));
  first.height = 24;
  first.commit();
  const second = sheet.getRow(2);
  const marks = meta.marks.length === 0 ? '' : ` – ${meta.marks.join(' ')}`;
  setCell(second.getCell(1), workbookText(`${meta.period_text}${marks}`), styles('subtitle'));
  second.commit();
  sheet.getRow(3).commit();
};

const addHeader = (context: SheetContext, sheet: Worksheet, columns: Table['columns']): void => {
  const header = sheet.getRow(HEADER_ROW);
  let lines = 1;
  for (const [index, column] of columns.entries()) {
    setCell(
      header.getCell(index + 1),
      workbookText(column.label),
      context.styles('header', column.format, column.align),
    );
    lines = Math.max(lines, Math.ceil((column.label.length + 3) / column.width));
  }
  header.height = 6 + 13.5 * Math.min(4, lines);
  header.commit();
};

/** Characters: what the definition asks for, more where a text needs it, up to a limit. */
const workbookWidth = (column: Table['columns'][number], values: readonly CellValue[]): number => {
  if (column.format.kind !== 'text' && column.format.kind !== 'code') return column.width;
  const longest = values.reduce((most, value) => Math.max(most, value?.length ?? 0), 0);
  return Math.max(column.width, Math.min(longest, column.format.kind === 'code' ? 68 : 48));
};

/** A table on its own sheet: frozen header, filter, widths, every row with its real values, totals with names. */
export const addTableSheet = (
  context: SheetContext,
  name: string,
  table: Table,
  notes: readonly Paragraph[],
): void => {
  const { styles, workbook, model } = context;
  const shown = table.columns.flatMap((column, index) =>
    column.only === 'print' ? [] : [{ column, index }],
  );
  const columns = shown.map(({ column, index }) => ({
    ...column,
    width: workbookWidth(
      column,
      table.rows.map((row) => row[index] ?? null),
    ),
  }));
  const characters = columns.reduce((sum, column) => sum + column.width, 0);
  const sheet = addSheet(context, name, {
    orientation: characters > 90 ? 'landscape' : 'portrait',
    frozen: HEADER_ROW,
  });
  sheet.columns = columns.map((column) => ({ width: column.width + 2 }));
  addHead(context, sheet, table);
  addHeader(context, sheet, columns);

  let row = HEADER_ROW;
  for (const [number, values] of table.rows.entries()) {
    row += 1;
    const target = sheet.getRow(row);
    for (const [position, { column, index }] of shown.entries()) {
      const value = values[index] ?? null;
      const role = value === null ? 'unknown' : 'body';
      const cell = target.getCell(position + 1);
      setCell(
        cell,
        workbookValue(value, column.format, emptyText(column, number)),
        styles(role, column.format, column.align),
      );
    }
    target.commit();
  }
  const span = { columns: columns.length, characters: Math.max(20, characters) };
  if (table.rows.length === 0) {
    row += 1;
    addText(sheet, row, table.empty, styles('note'), span);
  } else {
    sheet.autoFilter = { from: { row: HEADER_ROW, column: 1 }, to: { row, column: columns.length } };
  }
  if (table.totals) {
    row += 1;
    const target = sheet.getRow(row);
    const labelAt = shown.findIndex(
      ({ column, index }) => (table.totals?.[index] ?? null) === null && column.align === 'left',
    );
    for (const [position, { column, index }] of shown.entries()) {
      const value = table.totals[index] ?? null;
      const text = position === labelAt ? model.meta.labels.total : '';
      setCell(
        target.getCell(position + 1),
        workbookValue(value, column.format, text),
        styles('total', column.format, column.align),
      );
      if (value !== null) {
        const address = `'${name.replaceAll("'", "''")}'!$${columnLetter(position + 1)}$${row}`;
        workbook.definedNames.add(address, definedName(table.id, column.id));
      }
    }
    target.commit();
  }
  row += 1;
  sheet.getRow(row).commit();
  for (const note of notes) {
    row += 1;
    addText(sheet, row, note.text, styles(note.style === 'warning' ? 'warning' : 'note'), span);
  }
  sheet.commit();
};

/** A section of texts alone, on its own sheet. */
export const addTextSheet = (context: SheetContext, name: string, section: Section): void => {
  const { styles } = context;
  const sheet = addSheet(context, name, { orientation: 'portrait', frozen: 0 });
  sheet.columns = [{ width: 100 }];
  addText(sheet, 1, section.heading, styles('title'), { columns: 1, characters: 60 });
  sheet.getRow(2).commit();
  let row = 2;
  for (const block of section.blocks) {
    if (block.kind !== 'paragraph') continue;
    row += 1;
    const role = block.style === 'subheading' ? 'total' : block.style === 'formula' ? 'header' : 'body';
    addText(sheet, row, block.text, styles(role), { columns: 1, characters: 100 });
    if (block.style === 'subheading') continue;
    row += 1;
    sheet.getRow(row).commit();
  }
  sheet.commit();
};
