import type { Content, Style } from 'pdfmake';
import type { Fonts } from '../fonts.ts';
import type { Theme } from '../theme.ts';

/** What every part of a page needs. */
export interface PdfContext {
  readonly theme: Theme;
  readonly fonts: Fonts;
  /** Width between the margins, points. */
  readonly width: number;
}

/** What a text may carry beside its style. */
export type TextProperties = Style & {
  readonly style?: string;
  readonly id?: string;
  readonly tocItem?: boolean;
  readonly outline?: boolean;
  readonly outlineText?: string;
  readonly outlineParentId?: string;
};

/** A text set in the fonts that have its characters. */
export const textNode = (context: PdfContext, text: string, style: TextProperties = {}): Content => {
  const runs = context.fonts.runs(text);
  const [first] = runs;
  const isPlain =
    runs.length <= 1 && (first === undefined || first.family === context.theme.families[0].name);
  if (isPlain) return { text: first?.text ?? '', ...style };
  return { text: runs.map((run) => ({ text: run.text, font: run.family })), ...style };
};

/** A heading's entry in the document's outline, in plain text. */
export const outlineOf = (
  context: PdfContext,
  text: string,
  parent?: string,
): { outline: true; outlineText: string; outlineParentId?: string } => ({
  outline: true,
  outlineText: context.fonts
    .runs(text)
    .map((run) => run.text)
    .join(''),
  ...(parent === undefined ? {} : { outlineParentId: parent }),
});
