import type { Content, CustomTableLayout, TableCell } from 'pdfmake';
import { type CellValue, displayCell, type Locale } from '../../domain/display.ts';
import {
  type Column,
  emptyText,
  type Labels,
  type RowGroup,
  type Section,
  type Table,
} from '../../report/model.ts';
import { oneLine } from '../text.ts';
import { outlineOf, type PdfContext, textNode } from './pdf-text.ts';
import { gapBefore, isTight, type Layout, layoutOf, PADDING, type Shown } from './pdf-widths.ts';

interface TextCell {
  readonly text: string;
  readonly isUnknown: boolean;
}

const shownColumns = (table: Table): Shown[] =>
  table.columns.flatMap((column, index) => (column.only === 'workbook' ? [] : [{ column, index }]));

const cellText = (value: CellValue, { column }: Shown, row: number, locale: Locale): TextCell =>
  value === null
    ? { text: emptyText(column, row), isUnknown: true }
    : { text: oneLine(displayCell(value, column.format, locale)), isUnknown: false };

const tableLayout = (
  context: PdfContext,
  columns: readonly Shown[],
  headers: number,
  hasTotals: boolean,
): CustomTableLayout => {
  const { line, accent, band } = context.theme.colours;
  const isTotalLine = (index: number, rows: number): boolean => hasTotals && index === rows - 1;
  return {
    hLineWidth: (index, node) =>
      index === headers || isTotalLine(index, node.table.body.length)
        ? 0.8
        : index === node.table.body.length
          ? 0.5
          : 0,
    hLineColor: (index, node) => (index === node.table.body.length ? line : accent),
    vLineWidth: () => 0,
    paddingLeft: (index) => gapBefore(columns, index),
    paddingRight: () => PADDING,
    paddingTop: () => 2.2,
    paddingBottom: () => 2.2,
    fillColor: (row, node) => {
      if (row < headers || isTotalLine(row, node.table.body.length)) return null;
      return (row - headers) % 2 === 1 ? band : null;
    },
  };
};

interface Part {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly totals: Table['totals'];
  readonly isSubtable: boolean;
}

const headerCells = (context: PdfContext, columns: readonly Shown[], size: number): TableCell[] =>
  columns.map(({ column }) => ({
    ...(textNode(context, column.label, {
      bold: true,
      fontSize: size - 0.5,
      color: context.theme.colours.accent,
      alignment: column.align,
    }) as object),
    fillColor: context.theme.colours.accent_soft,
    verticalAlignment: 'bottom',
  })) as TableCell[];

const titleRow = (context: PdfContext, part: Part, count: number): TableCell[] => [
  {
    ...(textNode(context, context.fonts.breakable(oneLine(part.title), 10, true, context.width - 10), {
      bold: true,
      fontSize: part.isSubtable ? 9.5 : 11,
      color: context.theme.colours.ink,
      margin: [-PADDING, 0, 0, 2],
    }) as object),
    colSpan: count,
  } as TableCell,
  ...Array.from({ length: count - 1 }, (): TableCell => ({ text: '' })),
];

/** The narrowest line that needs no more lines than the whole width: a hash of 64 digits becomes twice 32. */
const evenLimit = (text: number, width: number): number =>
  Math.min(width, text / Math.ceil(text / width) + 4);

const bodyCell = (
  context: PdfContext,
  cell: TextCell,
  column: Column,
  width: number,
  size: number,
  isBold: boolean,
): TableCell => {
  const { fonts, theme } = context;
  const isCode = column.format.kind === 'code';
  const isWhole = isTight(column) && /\d/.test(cell.text);
  const limit = isCode ? evenLimit(fonts.width(cell.text, size, isBold), width) : width;
  const text = isWhole ? cell.text : fonts.breakable(cell.text, size, isBold, limit);
  return textNode(context, text, {
    alignment: column.align,
    fontSize: isCode ? size - 0.5 : size,
    ...(isBold ? { bold: true } : {}),
    ...(cell.isUnknown ? { color: theme.colours.muted, italics: true } : {}),
    ...(isTight(column) && !cell.isUnknown ? { noWrap: true } : {}),
  }) as TableCell;
};

const totalsRow = (
  context: PdfContext,
  columns: readonly Shown[],
  totals: readonly CellValue[],
  layout: Layout,
  words: { readonly labels: Labels; readonly locale: Locale },
): TableCell[] => {
  const isFree = ({ index }: Shown): boolean => (totals[index] ?? null) === null;
  const labelAt = columns.findIndex((shown) => isFree(shown) && shown.column.align === 'left');
  return columns.map(({ column, index }, position): TableCell => {
    const value = totals[index] ?? null;
    const text =
      value === null
        ? position === labelAt
          ? words.labels.total
          : ''
        : displayCell(value, column.format, words.locale);
    return bodyCell(
      context,
      { text, isUnknown: false },
      column,
      layout.widths[position] ?? 40,
      layout.size,
      true,
    );
  });
};

/**
 * A table of the model for print: its title and column headings repeat on every page, figures stay on one line, and
 * a grouped table becomes one table a group.
 * @param section the section it stands in; its id is the outline's parent, its heading is not said twice
 */
export const pdfTable = (
  context: PdfContext,
  table: Table,
  section: Pick<Section, 'id' | 'heading'>,
  words: { readonly labels: Labels; readonly locale: Locale },
): Content[] => {
  const columns = shownColumns(table);
  const { id: outlineParent, heading: sectionTitle } = section;
  const limit = Math.min(table.rows.length, table.print_rows ?? table.rows.length);
  const { muted } = context.theme.colours;
  if (limit === 0)
    return [
      ...(table.title === sectionTitle
        ? []
        : [
            textNode(context, table.title, {
              style: 'subheading',
              ...outlineOf(context, table.title, outlineParent),
            }),
          ]),
      textNode(context, table.empty, { color: muted, margin: [0, 0, 0, 10] }),
    ];

  const cells = table.rows
    .slice(0, limit)
    .map((row, number) =>
      columns.map((shown) => cellText(row[shown.index] ?? null, shown, number, words.locale)),
    );
  const texts = columns.map((shown, position) => [
    ...cells.map((row) => row[position]?.text ?? ''),
    ...[table.totals, ...(table.groups ?? []).map((group: RowGroup) => group.totals)].flatMap((totals) => {
      const value = totals?.[shown.index] ?? null;
      return value === null ? [] : [displayCell(value, shown.column.format, words.locale)];
    }),
  ]);
  const layout = layoutOf(context, columns, texts);

  const draw = (part: Part): Content => {
    const titles = part.title === sectionTitle ? [] : [titleRow(context, part, columns.length)];
    const headers = titles.length + 1;
    const body = [
      ...titles,
      headerCells(context, columns, layout.size),
      ...cells.slice(part.start, part.end).map((row, number) =>
        row.map((cell, position): TableCell => {
          const column = columns[position]?.column as Column;
          const node = bodyCell(context, cell, column, layout.widths[position] ?? 40, layout.size, false);
          // The heading repeats on every page; the first row stands once, so the outline points there.
          const isTarget =
            number === 0 && titles.length > 0 && position === row.findIndex(({ text }) => text !== '');
          return isTarget
            ? ({
                ...(node as object),
                ...outlineOf(context, oneLine(part.title), outlineParent),
              } as TableCell)
            : node;
        }),
      ),
      ...(part.totals ? [totalsRow(context, columns, part.totals, layout, words)] : []),
    ];
    return {
      table: {
        headerRows: headers,
        keepWithHeaderRows: Math.min(3, part.end - part.start),
        dontBreakRows: true,
        widths: [...layout.widths],
        body,
      },
      layout: tableLayout(context, columns, headers, part.totals !== undefined),
      margin: [0, 4, 0, 14],
      // A short table is not worth a page break inside it.
      ...(body.length <= 14 ? { unbreakable: true } : {}),
    };
  };

  const isWhole = limit === table.rows.length;
  const whole: Part = {
    title: table.title,
    start: 0,
    end: limit,
    totals: isWhole ? table.totals : undefined,
    isSubtable: false,
  };
  const parts = table.groups?.map(
    (group): Part => ({
      title: group.title,
      start: group.start,
      end: Math.min(group.end, limit),
      totals: group.totals,
      isSubtable: true,
    }),
  );
  const drawn = (parts ?? [whole]).filter((part) => part.start < limit).map(draw);
  if (isWhole) return drawn;
  const note = words.labels.rows_left_out
    .replace('{shown}', String(limit))
    .replace('{total}', String(table.rows.length));
  return [...drawn, textNode(context, note, { style: 'note' })];
};
