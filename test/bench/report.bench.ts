import { PassThrough } from 'node:stream';
import excel from 'exceljs';
import pdfmake from 'pdfmake';
import { expect, it } from 'vitest';
import { displayCell } from '../../src/domain/display.ts';
import { reportFormats } from '../../src/render/formats.ts';
import type { Theme } from '../../src/render/theme.ts';
import type { ReportModel, Table } from '../../src/report/model.ts';
import { bilanTheme, carbonModel, openFixture, SMALL } from '../report/fixture.ts';
import { compare, report } from './measure.ts';

const RUNS = 3;

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

it("the report's build and rendering against the bare libraries on the same cells", async () => {
  const ledger = await openFixture({
    ...SMALL,
    services: 40,
    resources: 600,
    equipment: 60,
    from: '2026-03-01',
  });
  const theme = await bilanTheme();
  const model = await carbonModel(ledger);
  const xlsx = ['bare exceljs', () => bareXlsx(model)] as const;
  const pdf = ['bare pdfmake', () => barePdf(model, theme)] as const;
  const render = (format: 'xlsx' | 'pdf', given: ReportModel) => reportFormats[format]?.render(given, theme);
  const ratios = [
    await compare('report xlsx: render', xlsx, () => render('xlsx', model), RUNS),
    await compare('report pdf: render', pdf, () => render('pdf', model), RUNS),
    await compare(
      'report xlsx: build and render',
      xlsx,
      async () => render('xlsx', await carbonModel(ledger)),
      RUNS,
    ),
    await compare(
      'report pdf: build and render',
      pdf,
      async () => render('pdf', await carbonModel(ledger)),
      RUNS,
    ),
  ];
  ledger.closeSync();
  report(ratios);
  expect(ratios).toHaveLength(4);
});
