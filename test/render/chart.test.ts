import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartSvg } from '../../src/render/chart.ts';
import { openFonts } from '../../src/render/fonts.ts';
import type { Theme } from '../../src/render/theme.ts';
import type { Block, Chart, ReportModel } from '../../src/report/model.ts';
import { bilanTheme, carbonModel, openFixture, SMALL } from '../report/fixture.ts';

const WIDTH = 500;

describe('charts', () => {
  let ledger: DuckDBConnection;
  let model: ReportModel;
  let theme: Theme;
  beforeAll(async () => {
    ledger = await openFixture({ ...SMALL, from: '2026-03-03', to: '2026-03-14' });
    model = await carbonModel(ledger);
    theme = await bilanTheme();
  });
  afterAll(() => ledger.closeSync());

  const svgOf = async (blocks: readonly Block[] | undefined, locale = model.meta.locale): Promise<string> => {
    const chart = blocks?.find((block): block is Chart => block.kind === 'chart');
    if (!chart) throw new Error('no chart');
    return chartSvg(chart, theme, await openFonts(theme), locale, WIDTH);
  };
  const services = (): Promise<string> => svgOf(model.sections.find(({ id }) => id === 'services')?.blocks);

  it('keeps its bars on the page beside a name of 300 characters', async () => {
    const svg = await services();
    const [, left = ''] =
      /<g fill="none" stroke-miterlimit="4" transform="translate\(([\d.]+),/.exec(svg) ?? [];
    expect(Number(left)).toBeGreaterThan(50);
    expect(Number(left)).toBeLessThan(230);
    expect(svg).toContain('Très long nom-de-service');
  });

  it('draws a bar a row in the theme’s colour, whatever the names are', async () => {
    const svg = await services();
    const bars = svg.match(/aria-roledescription="bar"/g) ?? [];
    const table = model.sections
      .flatMap(({ blocks }) => blocks)
      .find((block) => block.kind === 'table' && block.id === 'services');
    expect(bars).toHaveLength(table?.kind === 'table' ? table.rows.length : -1);
    expect(svg).toContain(`fill="${theme.colours.accent}"`);
    expect(svg).toContain('&lt;b&gt;Paie &amp; RH&lt;/b&gt;');
  });

  it('names the font of each passage, for a PDF has no fallback of its own', async () => {
    const svg = await services();
    expect(svg).toContain('<tspan font-family="DejaVu Sans">خدمة</tspan>');
    expect(svg).toMatch(/<tspan font-family="Noto Emoji">🚀<\/tspan>/u);
  });

  it('shows every day of the period, calculated or not', async () => {
    const svg = await svgOf(model.cover.blocks);
    for (let day = 1; day <= 31; day += 1) expect(svg).toContain(`>${String(day).padStart(2, '0')}</text>`);
    expect(svg.match(/aria-roledescription="bar"/g)).toHaveLength(24);
  });

  it('draws the same picture again, whatever was drawn between', async () => {
    const first = await services();
    await svgOf(model.cover.blocks);
    expect(await services()).toBe(first);
  });

  it('writes numbers in the language’s marks', async () => {
    const svg = await svgOf(model.cover.blocks, { ...model.meta.locale, decimal_mark: ',' });
    expect(svg).toMatch(/>0,5<\/text>/);
  });
});
