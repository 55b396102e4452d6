import type { Content, createPdf, Style } from 'pdfmake';
import type { Block, Chart, Paragraph, ReportModel, Section } from '../../report/model.ts';
import { chartSvg } from '../chart.ts';
import { openFonts } from '../fonts.ts';
import { oneLine } from '../text.ts';
import type { Theme } from '../theme.ts';
import { coverBackground, pdfCover } from './pdf-cover.ts';
import { pdfTable } from './pdf-table.ts';
import { outlineOf, type PdfContext, textNode } from './pdf-text.ts';

type DocumentDefinition = Parameters<typeof createPdf>[0];

const PAGE_WIDTH = { A4: 595.28, LETTER: 612 } as const;

const stylesOf = ({ colours }: Theme): Record<string, Style> => ({
  heading: { fontSize: 18, bold: true, color: colours.accent, margin: [0, 0, 0, 4] },
  subheading: { fontSize: 11, bold: true, color: colours.ink, margin: [0, 8, 0, 3] },
  body: { fontSize: 9.5, margin: [0, 0, 0, 8], lineHeight: 1.25 },
  note: { fontSize: 8.5, color: colours.muted, margin: [0, 0, 0, 8], lineHeight: 1.2 },
  warning: { fontSize: 9.5, color: colours.warning, margin: [0, 0, 0, 6], lineHeight: 1.2 },
});

const paragraph = (context: PdfContext, { style, text }: Paragraph): Content => {
  if (style !== 'formula') return textNode(context, text, { style });
  const { colours } = context.theme;
  return {
    table: {
      widths: ['*'],
      body: [[textNode(context, text, { fontSize: 10, color: colours.ink, lineHeight: 1.3 })]],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (line: number) => (line === 0 ? 2 : 0),
      vLineColor: () => colours.accent,
      fillColor: () => colours.accent_soft,
      paddingLeft: () => 12,
      paddingTop: () => 6,
      paddingBottom: () => 5,
    },
    margin: [0, 2, 0, 10],
  };
};

const chartBlock = async (context: PdfContext, chart: Chart, model: ReportModel): Promise<Content> => ({
  stack: [
    textNode(context, chart.title, { style: 'subheading' }),
    {
      svg: await chartSvg(chart, context.theme, context.fonts, model.meta.locale, context.width),
      width: context.width,
    },
    textNode(context, chart.alt, {
      fontSize: 7.5,
      color: context.theme.colours.muted,
      margin: [0, 3, 0, 12],
    }),
  ],
  unbreakable: true,
});

const blockContent = async (
  context: PdfContext,
  block: Block,
  section: Section,
  model: ReportModel,
): Promise<Content[]> => {
  if (block.kind === 'paragraph') return [paragraph(context, block)];
  if (block.kind === 'chart') return [await chartBlock(context, block, model)];
  return pdfTable(context, block, section, model.meta);
};

const sectionContent = async (
  context: PdfContext,
  section: Section,
  model: ReportModel,
): Promise<Content[]> => {
  const { accent } = context.theme.colours;
  const heading: Content = {
    stack: [
      textNode(context, section.heading, {
        style: 'heading',
        tocItem: true,
        id: section.id,
        ...outlineOf(context, section.heading),
      }),
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 48, y2: 0, lineWidth: 2, lineColor: accent }] },
    ],
    margin: [0, section.has_page_break ? 0 : 14, 0, 12],
  };
  const blocks: Content[] = [];
  for (const block of section.blocks) blocks.push(...(await blockContent(context, block, section, model)));
  // A heading stays with what follows it.
  const isText = section.blocks[0]?.kind === 'paragraph';
  const leading = blocks.slice(0, isText ? 2 : 1);
  const short = leading.every(
    (block) => typeof block === 'object' && !('table' in block && !('unbreakable' in block)),
  );
  const start: Content = short
    ? { stack: [heading, ...leading], unbreakable: true }
    : { stack: [heading, ...leading] };
  return [
    { ...start, ...(section.has_page_break ? { pageBreak: 'before' as const } : {}) },
    ...blocks.slice(leading.length),
  ];
};

const contents = (context: PdfContext, model: ReportModel): Content => ({
  toc: {
    title: textNode(context, model.meta.labels.contents, {
      style: 'heading',
      margin: [0, 0, 0, 12],
    }) as never,
    numberStyle: { color: context.theme.colours.muted },
    textStyle: { fontSize: 11, lineHeight: 1.5 },
    textMargin: [0, 2, 0, 2],
  },
  pageBreak: 'before',
});

const runningHead = (context: PdfContext, model: ReportModel): Content => ({
  stack: [
    {
      columns: [
        textNode(context, oneLine(model.meta.title), { fontSize: 8, color: context.theme.colours.muted }),
        textNode(context, model.meta.period_text, {
          fontSize: 8,
          color: context.theme.colours.muted,
          alignment: 'right',
        }),
      ],
    },
    {
      canvas: [
        {
          type: 'line',
          x1: 0,
          y1: 4,
          x2: context.width,
          y2: 4,
          lineWidth: 0.5,
          lineColor: context.theme.colours.line,
        },
      ],
    },
  ],
  margin: [context.theme.page.margin, 28, context.theme.page.margin, 0],
});

const runningFoot = (context: PdfContext, model: ReportModel, page: number, pages: number): Content => {
  const { labels } = model.meta;
  const { muted } = context.theme.colours;
  return {
    columns: [
      textNode(context, labels.made_by, { fontSize: 7.5, color: muted }),
      {
        text: labels.page.replace('{page}', String(page)).replace('{pages}', String(pages)),
        fontSize: 7.5,
        color: muted,
        alignment: 'right',
      },
    ],
    margin: [context.theme.page.margin, 18, context.theme.page.margin, 0],
  };
};

const documentOf = (context: PdfContext, model: ReportModel, content: Content[]): DocumentDefinition => {
  const { theme } = context;
  const dated = new Date(model.meta.dated);
  return {
    pageSize: theme.page.size,
    pageMargins: [theme.page.margin, 58, theme.page.margin, 52],
    info: {
      title: `${model.meta.title} – ${model.meta.period_text}`,
      subject: model.meta.subtitle,
      author: model.meta.labels.made_by,
      creator: model.meta.labels.made_by,
      // Read back by whoever checks the document against the ledger.
      keywords: JSON.stringify(model.seal),
      creationDate: dated,
      modDate: dated,
    },
    language: model.meta.language,
    displayTitle: true,
    version: '1.7',
    defaultStyle: { font: theme.families[0].name, fontSize: 9.5, color: theme.colours.ink },
    styles: stylesOf(theme),
    background: (page) => (page === 1 ? coverBackground(context, PAGE_WIDTH[theme.page.size]) : null),
    header: (page) => (page === 1 ? null : runningHead(context, model)),
    footer: (page, pages) => runningFoot(context, model, page, pages),
    content,
  };
};

/**
 * Renders a report as PDF 1.7: fonts embedded, charts as vectors, outline and contents, dated by the model.
 * @returns the same bytes for the same model and theme
 */
export const renderPdf = async (model: ReportModel, theme: Theme): Promise<Uint8Array> => {
  const { default: pdfmake } = await import('pdfmake');
  const fonts = await openFonts(theme);
  const context: PdfContext = { theme, fonts, width: PAGE_WIDTH[theme.page.size] - 2 * theme.page.margin };
  const charts: Content[] = [];
  for (const block of model.cover.blocks)
    if (block.kind === 'chart') charts.push(await chartBlock(context, block, model));
  const content = [...pdfCover(context, model, charts), contents(context, model)];
  for (const section of model.sections) content.push(...(await sectionContent(context, section, model)));
  if (fonts.hasUnprintable())
    content.push(textNode(context, model.meta.labels.unprintable, { style: 'note' }));

  const files = new Set(theme.families.flatMap(({ regular, bold, italic }) => [regular, bold, italic]));
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => files.has(path));
  pdfmake.setFonts(
    Object.fromEntries(
      theme.families.map(({ name, regular, bold, italic }) => [
        name,
        { normal: regular, bold, italics: italic, bolditalics: bold },
      ]),
    ),
  );
  const buffer = await pdfmake.createPdf(documentOf(context, model, content)).getBuffer();
  return new Uint8Array(buffer);
};
