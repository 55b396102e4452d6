import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayCell } from '../../src/domain/display.ts';
import { reportFormats } from '../../src/render/formats.ts';
import type { ReportModel } from '../../src/report/model.ts';
import { bilanTheme, carbonModel, MARCH, openFixture, SMALL } from '../report/fixture.ts';
import { itWith, run } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'bilan-pdf-'));
const file = join(folder, 'report.pdf');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the printed report', () => {
  let ledger: DuckDBConnection;
  let model: ReportModel;
  let bytes: Uint8Array;
  beforeAll(async () => {
    ledger = await openFixture({ ...SMALL, names: { ...SMALL.names, 6: '漢字\u0007' } });
    model = await carbonModel(ledger, MARCH);
    bytes = (await reportFormats.pdf?.render(model, await bilanTheme())) ?? new Uint8Array();
    writeFileSync(file, bytes);
  });
  afterAll(() => ledger.closeSync());

  it('is PDF, and the same bytes again', async () => {
    expect(Buffer.from(bytes.subarray(0, 8)).toString()).toBe('%PDF-1.7');
    const again = (await reportFormats.pdf?.render(model, await bilanTheme())) ?? new Uint8Array();
    expect(Buffer.compare(bytes, again)).toBe(0);
  });

  itWith(['qpdf'], 'has no syntax error', () => {
    expect(run('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors');
  });

  itWith(['pdffonts'], 'embeds every font, with its text readable', () => {
    const fonts = run('pdffonts', [file]).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(4);
    for (const line of fonts) expect(line).toMatch(/\byes yes yes\b/);
  });

  itWith(['pdfimages'], 'draws charts as vectors', () => {
    expect(run('pdfimages', ['-list', file]).trim().split('\n')).toHaveLength(2);
  });

  itWith(['pdftotext'], 'shows the totals that SQL gives', async () => {
    const text = run('pdftotext', ['-layout', file, '-']);
    const [row] = (
      await ledger.runAndReadAll(`select sum(scope1_kgco2e + scope2_market_kgco2e + scope3_market_kgco2e),
        sum(scope1_kgco2e + scope2_location_kgco2e + scope3_location_kgco2e), sum(it_kwh), sum(facility_kwh)
        from equipment_day where day between date '2026-03-01' and date '2026-03-31'`)
    ).getRows();
    const shown = (value: unknown, decimals: number): string =>
      displayCell(
        String(value),
        { kind: 'number', decimals, is_percent: false, is_grouped: true, is_signed: false },
        model.meta.locale,
      );
    for (const expected of [shown(row?.[0], 2), shown(row?.[1], 2), shown(row?.[2], 1), shown(row?.[3], 1)])
      expect(text).toContain(expected);
    expect(text).toContain('1,300 × 0.0084 = 10.92 kgCO₂e');
    expect(text).toContain('not declared');
    expect(text).toMatch(/Page 2 of \d+/);
  });

  itWith(['pdftotext'], 'prints names as they are, and marks what no font has', () => {
    const text = run('pdftotext', ['-layout', file, '-']);
    expect(text).toContain('=HYPERLINK("http://example.invalid"');
    expect(text).toContain('<b>Paie & RH</b> "prod"');
    expect(text).toContain('🚀');
    expect(text).not.toContain('漢');
    expect(text).toContain('� stands for a character');
  });

  itWith(['pdfinfo'], 'says what it is, in which language, dated by its run', () => {
    const info = run('pdfinfo', [file], { TZ: 'UTC' });
    expect(info).toMatch(/Title: +Carbon report – March 2026/);
    expect(info).toMatch(/CreationDate: +Wed Apr {2}1 03:00:00 2026 UTC/);
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
    expect(info).toContain('"run_id":"run-2026-03"');
    expect(Buffer.from(bytes).toString('latin1')).toContain('/Lang (en)');
  });

  itWith(['qpdf'], 'has an outline with the services below their section', () => {
    const json = JSON.parse(run('qpdf', ['--json', '--json-key=outlines', file])) as {
      outlines: { title: string; kids: { title: string }[] }[];
    };
    const titles = json.outlines.map((entry) => entry.title);
    expect(titles).toEqual(model.sections.map((section) => section.heading));
    const resources = json.outlines.find((entry) => entry.title === 'Resources of each service');
    expect(resources?.kids.map((kid) => kid.title)).toContain('=HYPERLINK("http://example.invalid","pay")');
    expect(resources?.kids.at(-1)?.title).toBe('Not allocated');
    for (const { kids } of json.outlines)
      expect(kids.map((kid) => kid.title)).toEqual([...new Set(kids.map((kid) => kid.title))]);
  });
});
