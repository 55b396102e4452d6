import { PassThrough } from 'node:stream';
import excel from 'exceljs';
import pdfmake from 'pdfmake';
import { displayCell } from '../../src/domain/display.ts';
import { reportFormats } from '../../src/render/formats.ts';
import type { Theme } from '../../src/render/theme.ts';
import type { ReportModel, Table } from '../../src/report/model.ts';
import { bilanTheme, carbonModel, openFixture, SMALL } from '../report/fixture.ts';

/** Ours against the bare library writing the same cells. */
export interface BenchResult {
  readonly name: string;
  readonly baseline_ms: number;
  readonly ours_ms: number;
  readonly ratio: number;
}

const tablesOf = (model: ReportModel): Table[] =>
  model.sections
    .flatMap((section) => section.blocks)
    .flatMap((block) => (block.kind === 'table' ? [block] : []));

/** The same cells with exceljs alone: values and number formats, no more. */
const bareXlsx = async (model: ReportModel): Promise<number> => {
  const stream = new PassThrough();
  let bytes = 0;
  stream.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  const book = new excel.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: true });
  for (const [index, table] of tablesOf(model).entries()) {
    const sheet = book.addWorksheet(`Sheet ${index}`);
    sheet.addRow(table.columns.map((column) => column.label)).commit();
    for (const row of table.rows) {
      const values = row.map((value, position) => {
        const kind = table.columns[position]?.format.kind;
        if (value === null) return '';
        if (kind === 'number') return Number(value);
        return kind === 'date' ? new Date(value) : value;
      });
      sheet.addRow(values).commit();
    }
    sheet.commit();
  }
  await book.commit();
  return bytes;
};

/** The same cells with pdfmake alone: one plain table each. */
const barePdf = async (model: ReportModel, theme: Theme): Promise<number> => {
  const [{ name, regular, bold, italic }] = theme.families;
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => true);
  pdfmake.setFonts({ [name]: { normal: regular, bold, italics: italic, bolditalics: bold } });
  const content = tablesOf(model).flatMap((table) => {
    const shown = table.columns.flatMap((column, index) =>
      column.only === 'workbook' ? [] : [{ column, index }],
    );
    const rows = table.rows.slice(0, table.print_rows);
    if (rows.length === 0) return [];
    const body = rows.map((row) =>
      shown.map(({ column, index }) => {
        const value = row[index] ?? null;
        return value === null ? '' : displayCell(value, column.format, model.meta.locale);
      }),
    );
    return [
      {
        table: {
          headerRows: 1,
          widths: shown.map(() => '*'),
          body: [shown.map(({ column }) => column.label), ...body],
        },
      },
    ];
  });
  const pdf = pdfmake.createPdf({ content, defaultStyle: { font: name, fontSize: 7 } });
  return (await pdf.getBuffer()).length;
};

const median = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let run = 0; run < 4; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  // The first run loads the libraries.
  const [, middle = 0] = times.slice(1).sort((a, b) => a - b);
  return middle;
};

/**
 * Compares build and rendering of the carbon report with bare exceljs and pdfmake on the same cells.
 * @returns medians of three after one warm-up, and their ratio
 */
export async function benchReport(): Promise<BenchResult[]> {
  const ledger = await openFixture({
    ...SMALL,
    services: 40,
    resources: 600,
    equipment: 60,
    from: '2026-03-01',
  });
  const theme = await bilanTheme();
  const model = await carbonModel(ledger);
  const compare = async (
    name: string,
    baseline: () => Promise<unknown>,
    ours: () => Promise<unknown>,
  ): Promise<BenchResult> => {
    const baseline_ms = await median(baseline);
    const ours_ms = await median(ours);
    return { name, baseline_ms, ours_ms, ratio: ours_ms / baseline_ms };
  };
  const results = [
    await compare(
      'report xlsx: render',
      () => bareXlsx(model),
      async () => reportFormats.xlsx?.render(model, theme),
    ),
    await compare(
      'report pdf: render',
      () => barePdf(model, theme),
      async () => reportFormats.pdf?.render(model, theme),
    ),
    await compare(
      'report xlsx: build and render',
      () => bareXlsx(model),
      async () => reportFormats.xlsx?.render(await carbonModel(ledger), theme),
    ),
    await compare(
      'report pdf: build and render',
      () => barePdf(model, theme),
      async () => reportFormats.pdf?.render(await carbonModel(ledger), theme),
    ),
  ];
  ledger.closeSync();
  return results;
}
