import type { Content } from 'pdfmake';
import { displayCell } from '../../domain/display.ts';
import type { Kpi, ReportModel } from '../../report/model.ts';
import { type PdfContext, textNode } from './pdf-text.ts';

const BAND_HEIGHT = 218;

/** The coloured band behind the cover's title. */
export const coverBackground = (context: PdfContext, pageWidth: number): Content => ({
  canvas: [
    {
      type: 'rect',
      x: 0,
      y: 0,
      w: pageWidth,
      h: BAND_HEIGHT,
      color: context.theme.colours.accent,
      lineWidth: 0,
    },
  ],
});

const card = (context: PdfContext, kpi: Kpi, model: ReportModel): Content => {
  const { ink, muted, accent } = context.theme.colours;
  const value = kpi.value === null ? kpi.empty : displayCell(kpi.value, kpi.format, model.meta.locale);
  return {
    stack: [
      textNode(context, kpi.label, { fontSize: 9, color: muted }),
      {
        text: [
          { text: value, fontSize: 19, bold: true, color: kpi.value === null ? muted : ink },
          { text: kpi.unit === '' ? '' : `  ${kpi.unit}`, fontSize: 10, color: muted },
        ],
        margin: [0, 2, 0, 1],
      },
      textNode(context, kpi.change ?? ' ', { fontSize: 9, color: kpi.change === null ? muted : accent }),
    ],
  };
};

const cards = (context: PdfContext, model: ReportModel): Content[] => {
  const { kpis } = model.cover;
  const gap = 14;
  const width = (context.width - gap) / 2;
  const rows: Content[] = [];
  for (let index = 0; index < kpis.length; index += 2) {
    const pair = [kpis[index], kpis[index + 1]].flatMap((kpi) => (kpi ? [kpi] : []));
    rows.push({
      columns: pair.map((kpi) => ({
        width,
        table: { widths: [width - 24], body: [[card(context, kpi, model)]] },
        layout: {
          hLineWidth: () => 0,
          vLineWidth: (line: number) => (line === 0 ? 2.5 : 0),
          vLineColor: () => context.theme.colours.accent,
          fillColor: () => context.theme.colours.band,
          paddingLeft: () => 12,
          paddingRight: () => 9,
          paddingTop: () => 7,
          paddingBottom: () => 7,
        },
      })),
      columnGap: gap,
      margin: [0, 0, 0, 9],
    });
  }
  return rows;
};

const marks = (context: PdfContext, model: ReportModel): Content[] =>
  model.meta.marks.map((mark) => ({
    table: {
      widths: ['*'],
      body: [[textNode(context, mark, { fontSize: 9.5, color: context.theme.colours.warning })]],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (line: number) => (line === 0 ? 2.5 : 0),
      vLineColor: () => context.theme.colours.warning,
      fillColor: () => context.theme.colours.warning_soft,
      paddingLeft: () => 10,
      paddingRight: () => 10,
      paddingTop: () => 5,
      paddingBottom: () => 5,
    },
    margin: [0, 0, 0, 6],
  }));

/**
 * Page one: what it is, of when, the figures that matter, and what must be known before using them.
 * @param charts the cover's charts, drawn
 */
export const pdfCover = (context: PdfContext, model: ReportModel, charts: readonly Content[]): Content[] => {
  const { meta } = model;
  const { on_accent } = context.theme.colours;
  const logo: Content[] =
    context.theme.logo === undefined ? [] : [{ svg: context.theme.logo, width: 36, margin: [0, 0, 0, 18] }];
  return [
    {
      stack: [
        ...logo,
        textNode(context, meta.title, { fontSize: 32, bold: true, color: on_accent }),
        textNode(context, meta.period_text, { fontSize: 20, color: on_accent, margin: [0, 4, 0, 8] }),
        textNode(context, meta.subtitle, { fontSize: 10.5, color: on_accent, opacity: 0.85 }),
      ],
      margin: [0, -14, 0, 0],
    },
    { text: '', margin: [0, context.theme.logo === undefined ? 90 : 30, 0, 0] },
    ...marks(context, model),
    ...cards(context, model),
    ...charts,
    ...model.cover.blocks.flatMap((block): Content[] =>
      block.kind === 'paragraph'
        ? [textNode(context, block.text, { style: block.style, margin: [0, 3, 0, 3] })]
        : [],
    ),
  ];
};
