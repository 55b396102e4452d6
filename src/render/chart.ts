import type { Config } from 'vega-lite';
import type { Locale } from '../domain/display.ts';
import type { Chart } from '../report/model.ts';
import type { Fonts } from './fonts.ts';
import { cleanText } from './text.ts';
import type { Theme } from './theme.ts';

/** What vega measures labels with; its types leave it out. */
interface TextMetrics {
  width: (item: { readonly fontSize?: number; readonly limit?: number }, text: unknown) => number;
}

const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

const configOf = ({ colours, families }: Theme): Config => {
  const font = families[0].name;
  return {
    background: 'transparent',
    font,
    mark: { color: colours.accent },
    view: { stroke: null },
    axis: {
      labelColor: colours.muted,
      titleColor: colours.muted,
      gridColor: colours.line,
      gridOpacity: 0.7,
      domainColor: colours.line,
      tickColor: colours.line,
      labelFontSize: 8,
      titleFontSize: 8,
      titleFontWeight: 'normal',
      titlePadding: 6,
    },
    axisX: { grid: false },
    axisQuantitative: { grid: true, domain: false, ticks: false },
    legend: { labelColor: colours.ink, labelFontSize: 8.5, symbolSize: 60, padding: 0, offset: 8 },
    range: { category: [...colours.series] },
    style: {
      primary: { color: colours.accent },
      band: { color: colours.accent_soft },
    },
  };
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Names, in each text, the font that has its characters: an SVG in a PDF has no fallback of its own. */
const withFonts = (svg: string, fonts: Fonts): string =>
  svg.replace(/(<text[^>]*>)([^<]*)(<\/text>)/g, (_, open: string, text: string, close: string) => {
    const runs = fonts.runs(unescaped(text));
    const parts = runs.map((run, index) =>
      index === 0 && runs.length === 1 && run.family === fonts.runs('a')[0]?.family
        ? escaped(run.text)
        : `<tspan font-family="${escaped(run.family)}">${escaped(run.text)}</tspan>`,
    );
    return `${open}${parts.join('')}${close}`;
  });

const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item)]));
  return value;
};

/**
 * Draws a chart as an SVG document, without a browser.
 * @param width points
 * @returns the same text for the same chart, whatever was drawn before
 */
export const chartSvg = async (
  chart: Chart,
  theme: Theme,
  fonts: Fonts,
  locale: Locale,
  width: number,
): Promise<string> => {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const spec = {
    ...(cleaned(chart.spec) as object),
    width,
    height: chart.height,
    padding: 0,
    autosize: { type: 'fit', contains: 'padding' },
  } as unknown as Parameters<typeof vegaLite.compile>[0];
  const config: Config = {
    ...configOf(theme),
    locale: {
      number: {
        decimal: locale.decimal_mark,
        thousands: locale.group_separator,
        grouping: [3],
        currency: ['', ''],
        minus: locale.minus,
      },
    },
  };
  const compiled = vegaLite.compile(spec, { config, logger: silent as never });
  // Without a canvas vega guesses widths, and cuts labels that would fit.
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  textMetrics.width = (item, text) => {
    const width = fonts.width(String(text), item.fontSize ?? 11, false);
    // What is longer than its limit is cut to it before it is drawn.
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
  // Gradient and clip ids count up inside a process: they start anew for each document.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger: silent as never });
  const svg = await view.toSVG();
  view.finalize();
  return withFonts(svg, fonts);
};
