import type { Alignment, Border, Cell, CellValue as ExcelValue, Fill, Font, Style } from 'exceljs';
import type { CellFormat, CellValue } from '../../domain/display.ts';
import { cleanText } from '../text.ts';
import type { Theme } from '../theme.ts';

/** Excel's limit of characters in a cell. */
const CELL_LENGTH = 32_767;

/**
 * Text that stays itself: nothing that XML forbids, no `_x0041_` that Excel would read as an escape, no longer than a
 * cell may be. It is written as a string cell, so a first `=`, `+`, `-` or `@` is a character and no formula.
 */
export const workbookText = (text: string): string => {
  const safe = cleanText(text)
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  if (safe.length <= CELL_LENGTH) return safe;
  const cut = safe.slice(0, CELL_LENGTH - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
};

/** The value as a workbook stores it: a double, a day without a zone, or text. */
export const workbookValue = (value: CellValue, format: CellFormat, empty: string): ExcelValue => {
  if (value === null) return workbookText(empty);
  if (format.kind === 'number') {
    const number = Number(value);
    // An identifier that a double cannot hold keeps its digits as text.
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number;
  }
  // Excel counts days, not instants: midnight UTC gives the same serial number in every zone.
  if (format.kind === 'date') return new Date(`${value}T00:00:00Z`);
  return workbookText(value);
};

/** Excel's spelling of a format; its own locale chooses the marks. */
export const numberFormat = (format: CellFormat): string | undefined => {
  if (format.kind === 'date') return 'yyyy-mm-dd';
  if (format.kind !== 'number') return '@';
  const fraction = format.decimals === 0 ? '' : `.${'0'.repeat(format.decimals)}`;
  const plain = `${format.is_grouped && !format.is_percent ? '#,##0' : '0'}${fraction}${format.is_percent ? '%' : ''}`;
  return format.is_signed ? `+${plain};-${plain};${plain}` : plain;
};

const argb = (colour: string): { argb: string } => ({ argb: `FF${colour.slice(1).toUpperCase()}` });

const solid = (colour: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: argb(colour) });

export type CellRole =
  | 'title'
  | 'subtitle'
  | 'note'
  | 'warning'
  | 'header'
  | 'body'
  | 'unknown'
  | 'total'
  | 'kpi';

/** Styles by role, format and alignment; the same object for the same look, which the writer recognises. */
export type CellStyles = (
  role: CellRole,
  format?: CellFormat,
  align?: Alignment['horizontal'],
) => Partial<Style>;

/** The looks of a workbook under a theme. */
export const cellStyles = (theme: Theme): CellStyles => {
  const { colours, workbook_font: name } = theme;
  const rule: Partial<Border> = { style: 'thin', color: argb(colours.accent) };
  const hair: Partial<Border> = { style: 'hair', color: argb(colours.line) };
  const fonts: Record<CellRole, Partial<Font>> = {
    title: { name, size: 16, bold: true, color: argb(colours.accent) },
    subtitle: { name, size: 10, color: argb(colours.muted) },
    note: { name, size: 10, italic: true, color: argb(colours.muted) },
    warning: { name, size: 11, bold: true, color: argb(colours.warning) },
    header: { name, size: 10, bold: true, color: argb(colours.on_accent) },
    body: { name, size: 10, color: argb(colours.ink) },
    unknown: { name, size: 10, italic: true, color: argb(colours.muted) },
    total: { name, size: 10, bold: true, color: argb(colours.ink) },
    kpi: { name, size: 14, bold: true, color: argb(colours.ink) },
  };
  const known = new Map<string, Partial<Style>>();
  return (role, format, align = 'left') => {
    const isValue = role === 'body' || role === 'total' || role === 'kpi';
    const numFmt = format && isValue ? numberFormat(format) : undefined;
    const key = `${role}|${numFmt}|${align}|${format !== undefined}`;
    const found = known.get(key);
    if (found) return found;
    const isWrapped = role === 'note' || role === 'warning' || role === 'header';
    const style: Partial<Style> = {
      font: fonts[role],
      alignment: {
        horizontal: align,
        vertical: role === 'header' ? 'middle' : 'top',
        ...(isWrapped ? { wrapText: true } : {}),
        // A text beside a figure keeps its distance.
        ...(align === 'left' && format ? { indent: 1 } : {}),
      },
      ...(numFmt === undefined ? {} : { numFmt }),
      ...(role === 'header' ? { fill: solid(colours.accent) } : {}),
      ...(format && (role === 'body' || role === 'unknown') ? { border: { bottom: hair } } : {}),
      ...(role === 'total' ? { border: { top: rule }, fill: solid(colours.accent_soft) } : {}),
      ...(role === 'warning' ? { fill: solid(colours.warning_soft) } : {}),
    };
    known.set(key, style);
    return style;
  };
};

/** Writes one cell. */
export const setCell = (cell: Cell, value: ExcelValue, style: Partial<Style>): void => {
  cell.value = value;
  cell.style = style;
};
