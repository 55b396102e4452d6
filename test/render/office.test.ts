import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { reportFormats } from '../../src/render/formats.ts';
import { bilanTheme, carbonModel, home, openFixture } from '../report/fixture.ts';
import { itWith, run } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'bilan-office-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every sheet as CSV, values as stored: comma, quote, UTF-8. */
const CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

describe('in other programs', () => {
  itWith(['soffice'], 'LibreOffice opens the workbook and reads the totals that SQL gives', async () => {
    const ledger = await openFixture();
    const model = await carbonModel(ledger);
    const file = join(folder, 'report.xlsx');
    writeFileSync(file, (await reportFormats.xlsx?.render(model, await bilanTheme())) ?? '');
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const convert = (to: string): string =>
      run('soffice', ['--headless', profile, '--convert-to', to, '--outdir', folder, file]);
    convert(CSV);
    convert('pdf');

    const csv = (sheet: string): string[][] =>
      parse(readFileSync(join(folder, `report-${sheet}.csv`)), { relax_column_count: true });
    const services = csv('Services');
    const header = services[3] ?? [];
    const total = services.find((row) => row.includes('Total')) ?? [];
    const [whole] = (
      await ledger.runAndReadAll(`select sum(total_market_kgco2e), sum(facility_kwh) from resource_month
        where month = date '2026-03-01'`)
    ).getRows();
    expect(Number(total[header.indexOf('Market-based (kgCO₂e)')])).toBeCloseTo(Number(String(whole?.[0])), 9);
    expect(Number(total[header.indexOf('Facility energy (kWh)')])).toBeCloseTo(Number(String(whole?.[1])), 9);
    expect(services.map((row) => row[2])).toContain('=HYPERLINK("http://example.invalid","pay")');
    expect(csv('Days')[4]?.[0]).toBe('2026-03-01');
    expect(readdirSync(folder)).toContain('report.pdf');
    ledger.closeSync();
  });

  it('renders the same bytes in another process, zone and locale', async () => {
    const ledger = await openFixture();
    const model = await carbonModel(ledger);
    ledger.closeSync();
    const theme = await bilanTheme();
    const here: Record<string, string> = {};
    for (const [name, format] of Object.entries(reportFormats))
      here[name] = createHash('sha256')
        .update(await format.render(model, theme))
        .digest('hex');
    const script = fileURLToPath(new URL('render-hashes.ts', import.meta.url));
    const there = run(process.execPath, ['--import', `${home}/test/ts-loader.mjs`, script], {
      TZ: process.env.TZ === 'America/New_York' ? 'Asia/Tokyo' : 'America/New_York',
      LC_ALL: 'fr_FR.UTF-8',
    });
    expect(JSON.parse(there)).toEqual(here);
  });
});
