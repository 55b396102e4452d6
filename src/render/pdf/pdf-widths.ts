import type { Column } from '../../report/model.ts';
import type { PdfContext } from './pdf-text.ts';

/** Points inside a cell, left and right. */
export const PADDING = 3.5;
const SIZES = [8, 7.5, 7, 6.5, 6] as const;

/** A column that print shows. */
export interface Shown {
  readonly column: Column;
  /** Index in the model's rows. */
  readonly index: number;
}

/** Type size and column widths, points. */
export interface Layout {
  readonly size: number;
  readonly widths: readonly number[];
}

/** Figures and dates: they stay on one line. */
export const isTight = ({ format }: Column): boolean => format.kind === 'number' || format.kind === 'date';

/** Points a character of a definition's width stands for. */
const CHARACTER = 5.5;

/** Identifiers and hashes break into lines of one length, as few as the width asked for allows. */
const codeWidth = (longest: number, column: Column, size: number): number =>
  Math.min(longest / Math.max(1, Math.ceil(longest / (CHARACTER * column.width))) + size, 170);

/** The narrowest that a column may be: figures and dates stay on one line, headings break between words. */
const leastWidth = (context: PdfContext, shown: Shown, texts: readonly string[], size: number): number => {
  const widthOf = (text: string, isBold: boolean): number => context.fonts.width(text, size, isBold);
  const heading = shown.column.label
    .split(/[\s/-]+/)
    .reduce((most, word) => Math.max(most, widthOf(word, true)), 0);
  if (!isTight(shown.column)) {
    const longest = texts.reduce((most, text) => Math.max(most, widthOf(text, false)), 0);
    const isCode = shown.column.format.kind === 'code';
    return Math.max(heading, isCode ? codeWidth(longest, shown.column, size) : Math.min(longest, 7 * size));
  }
  // A figure stays on one line; what stands for an unknown one may break between words.
  return texts.reduce(
    (most, text) =>
      Math.max(most, ...(/\d/.test(text) ? [text] : text.split(' ')).map((part) => widthOf(part, true))),
    heading,
  );
};

/** A column at ease: headings on two lines, texts on one up to a limit. */
const idealWidth = (
  context: PdfContext,
  { column }: Shown,
  texts: readonly string[],
  size: number,
  least: number,
): number => {
  const heading = context.fonts.width(column.label, size, true) * 0.62;
  if (isTight(column)) return Math.max(least, Math.min(heading, 70));
  const longest = texts.reduce((most, text) => Math.max(most, context.fonts.width(text, size, false) + 1), 0);
  return Math.max(least, heading, Math.min(longest, CHARACTER * column.width));
};

/** Spare room goes where ease lacks; what is left after that to every column, by its width. */
const shared = (least: readonly number[], ideal: readonly number[], spare: number): number[] => {
  const wants = ideal.map((width, index) => width - (least[index] ?? 0));
  const wanted = wants.reduce((sum, want) => sum + want, 0);
  if (wanted >= spare) return least.map((width, index) => width + ((wants[index] ?? 0) * spare) / wanted);
  const sum = ideal.reduce((total, width) => total + width, 0);
  return ideal.map((width) => width + ((spare - wanted) * width) / sum);
};

/** Points between the columns: more where a text follows a figure, or the two would read as one. */
export const gapBefore = (columns: readonly Shown[], index: number): number => {
  const isAfterFigure =
    columns[index]?.column.align === 'left' && columns[index - 1]?.column.align === 'right';
  return isAfterFigure ? 3 * PADDING : PADDING;
};

/**
 * Chooses the largest type at which every figure stays on one line, and shares the page's width.
 * @param texts what each column shows, totals included
 */
export const layoutOf = (
  context: PdfContext,
  columns: readonly Shown[],
  texts: readonly (readonly string[])[],
): Layout => {
  const gaps = columns.reduce((sum, _, index) => sum + gapBefore(columns, index) + PADDING, 0);
  const room = context.width - gaps;
  for (const size of SIZES) {
    const least = columns.map((shown, index) => leastWidth(context, shown, texts[index] ?? [], size) + 0.5);
    const spare = room - least.reduce((sum, width) => sum + width, 0);
    if (spare < 0 && size !== SIZES[SIZES.length - 1]) continue;
    if (spare < 0) return { size, widths: least.map((width) => (width * room) / (room - spare)) };
    const ideal = columns.map((shown, index) =>
      idealWidth(context, shown, texts[index] ?? [], size, least[index] ?? 0),
    );
    return { size, widths: shared(least, ideal, spare) };
  }
  throw new RangeError('no column width fits');
};
