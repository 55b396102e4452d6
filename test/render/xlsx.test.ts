import type { DuckDBConnection } from '@duckdb/node-api';
import excel from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFormats } from '../../src/render/formats.ts';
import type { ReportModel } from '../../src/report/model.ts';
import { bilanTheme, carbonModel, openFixture } from '../report/fixture.ts';
import { unzipped } from './tools.ts';

describe('the workbook', () => {
  let ledger: DuckDBConnection;
  let model: ReportModel;
  let bytes: Uint8Array;
  const book = new excel.Workbook();
  const parts = new Map<string, string>();

  beforeAll(async () => {
    ledger = await openFixture();
    model = await carbonModel(ledger);
    bytes = (await reportFormats.xlsx?.render(model, await bilanTheme())) ?? new Uint8Array();
    await book.xlsx.load(bytes.slice().buffer);
    for (const [name, text] of unzipped(bytes)) parts.set(name, text);
  });
  afterAll(() => ledger.closeSync());

  const sheet = (name: string): excel.Worksheet => {
    const found = book.getWorksheet(name);
    if (!found) throw new Error(`no sheet ${name}: ${book.worksheets.map((each) => each.name).join(', ')}`);
    return found;
  };

  it('has a cover and a sheet a table, with names that Excel takes', () => {
    const names = book.worksheets.map((each) => each.name);
    expect(names.slice(0, 4)).toEqual(['Cover', 'Scopes', 'Services', 'Environments']);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(31);
    for (const name of ['Resources', 'Days', 'Conservation', 'Method', 'Inputs'])
      expect(names).toContain(name);
  });

  it('stores numbers as numbers and days as days', () => {
    const days = sheet('Days');
    const first = days.getRow(5);
    expect(first.getCell(1).value).toEqual(new Date('2026-03-01T00:00:00Z'));
    expect(first.getCell(1).numFmt).toBe('yyyy-mm-dd');
    expect(typeof first.getCell(2).value).toBe('number');
    expect(first.getCell(2).numFmt).toBe('#,##0.0');
  });

  it('counts days as Excel does: 2024-01-15 is 45306, in every zone (golden case E1)', async () => {
    const table = {
      kind: 'table',
      id: 'days',
      title: 'Days',
      sheet: 'Days',
      columns: [
        {
          id: 'day',
          label: 'Day',
          format: { kind: 'date' },
          align: 'left',
          width: 12,
          empty: '',
          only: undefined,
        },
      ],
      rows: [['2024-01-15']],
      totals: undefined,
      groups: undefined,
      empty: '',
      print_rows: undefined,
    } as const;
    const one: ReportModel = {
      ...model,
      cover: { kpis: [], blocks: [] },
      sections: [{ id: 'days', heading: 'Days', has_page_break: false, blocks: [table] }],
    };
    const rendered = (await reportFormats.xlsx?.render(one, await bilanTheme())) ?? new Uint8Array();
    const xml = unzipped(rendered).get('xl/worksheets/sheet2.xml');
    expect(xml).toMatch(/<c r="A5"[^>]*><v>45306<\/v>/);
  });

  it('holds no formula, whatever a name looks like', () => {
    for (const [name, xml] of parts)
      if (name.startsWith('xl/worksheets/')) expect(xml, name).not.toMatch(/<f[ >]/);
    const names = sheet('Services').getColumn(3).values.map(String);
    expect(names).toContain('=HYPERLINK("http://example.invalid","pay")');
    expect(names).toContain('<b>Paie & RH</b> "prod"');
    expect(names).toContain('خدمة الصحة الرقمية 🚀 שירות');
    expect(names.some((name) => name.startsWith('Très long') && name.length > 290)).toBe(true);
  });

  it('freezes and repeats headers, filters rows, fits the page and numbers it', () => {
    const services = sheet('Services');
    expect(services.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 });
    expect(services.autoFilter).toBe(`A4:R${4 + (sheetRows(model, 'services') ?? 0)}`);
    expect(services.pageSetup).toMatchObject({
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
    });
    expect(services.pageSetup.printTitlesRow).toBe('4:4');
    expect(services.headerFooter.oddFooter).toContain('&P of &N');
  });

  it('names its totals, and they are the model’s', () => {
    const { ranges } = book.definedNames.getRanges('services_total_market_kgco2e');
    const [, name = '', column = '', row = ''] =
      /^'?([^'!]+)'?!\$([A-Z]+)\$(\d+)$/.exec(ranges[0] ?? '') ?? [];
    const value = sheet(name).getCell(`${column}${row}`).value;
    expect(value).toBe(Number(model.seal.totals.total_market_kgco2e));
    expect(book.definedNames.getRanges('total_market_kgco2e').ranges).toHaveLength(1);
  });

  it('carries its seal and its date, not the clock’s', () => {
    expect(JSON.parse(book.description)).toEqual(JSON.parse(JSON.stringify(model.seal)));
    expect(book.created).toEqual(new Date('2026-04-01T03:00:00Z'));
    expect(book.modified).toEqual(new Date('2026-04-01T03:00:00Z'));
  });

  it('says what is unknown instead of 0', () => {
    const scopes = sheet('Scopes');
    expect(scopes.getCell('B5').value).toBe('not declared');
  });

  it('is the same bytes again', async () => {
    const again = (await reportFormats.xlsx?.render(model, await bilanTheme())) ?? new Uint8Array();
    expect(Buffer.compare(bytes, again)).toBe(0);
  });
});

const sheetRows = (model: ReportModel, id: string): number | undefined =>
  model.sections
    .flatMap((section) => section.blocks)
    .flatMap((block) => (block.kind === 'table' && block.id === id ? [block.rows.length] : []))[0];
