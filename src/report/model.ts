import type { CellFormat, CellValue, Locale } from '../domain/display.ts';
import type { Period } from '../domain/period.ts';

/** A report as plain data: everything the formats need to say the same, and nothing of how they say it. */
export interface ReportModel {
  readonly meta: ReportMeta;
  readonly cover: Cover;
  readonly sections: readonly Section[];
  readonly seal: Seal;
}

export interface ReportMeta {
  /** The definition's name, e.g. `carbon-monthly`. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly period: Period;
  /** The period in words, e.g. `March 2026`. */
  readonly period_text: string;
  /** BCP 47, e.g. `en`. */
  readonly language: string;
  /** ISO instant that dates the document: when its newest run ended, never the clock. */
  readonly dated: string;
  /** What page one must say: days missing, provisional factors, incomplete inputs. */
  readonly marks: readonly string[];
  readonly locale: Locale;
  readonly labels: Labels;
}

/** The words that the formats themselves need. */
export interface Labels {
  readonly contents: string;
  readonly sheets: string;
  /** With `{page}` and `{pages}`. */
  readonly page: string;
  readonly total: string;
  readonly cover: string;
  readonly notes: string;
  /** With `{shown}` and `{total}`: rows that print leaves to the workbook. */
  readonly rows_left_out: string;
  /** What stands in print for a character that no bundled font has, explained. */
  readonly unprintable: string;
  readonly made_by: string;
}

export interface Cover {
  readonly kpis: readonly Kpi[];
  readonly blocks: readonly Block[];
}

export interface Kpi {
  /** The column it comes from; names the cell in a workbook. */
  readonly id: string;
  readonly label: string;
  readonly value: CellValue;
  /** What stands there when the value is unknown. */
  readonly empty: string;
  readonly format: CellFormat;
  readonly unit: string;
  /** What changed, in words, e.g. `+12.4 kg (+3.1 %)`, or why nothing can be said. */
  readonly change: string | null;
}

export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly has_page_break: boolean;
  readonly blocks: readonly Block[];
}

export type Block = Paragraph | Chart | Table;

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly style: 'body' | 'note' | 'formula' | 'subheading' | 'warning';
  readonly text: string;
}

export interface Chart {
  readonly kind: 'chart';
  readonly id: string;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
  /** Points. */
  readonly height: number;
  /** A vega-lite specification with its data inside; colours and fonts are the theme's. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly kind: 'table';
  readonly id: string;
  readonly title: string;
  readonly sheet: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly CellValue[])[];
  /** One value a column, null where there is none to give; undefined when the table has no totals. */
  readonly totals: readonly CellValue[] | undefined;
  /** Consecutive rows that print shows as a table of their own. */
  readonly groups: readonly RowGroup[] | undefined;
  /** What stands there when there are no rows. */
  readonly empty: string;
  /** Print shows no more rows than this and says so; a workbook has them all. */
  readonly print_rows: number | undefined;
}

export interface Column {
  readonly id: string;
  readonly label: string;
  readonly format: CellFormat;
  readonly align: 'left' | 'right' | 'center';
  /** Relative width; a character of a workbook's column. */
  readonly width: number;
  /** What stands for null: one text, or by the row's number where rows differ. */
  readonly empty: string | Readonly<Record<number, string>>;
  /** Where the column is shown. */
  readonly only: 'print' | 'workbook' | undefined;
}

export interface RowGroup {
  readonly title: string;
  /** Index of its first row. */
  readonly start: number;
  /** Index after its last row. */
  readonly end: number;
  readonly totals: readonly CellValue[] | undefined;
}

/** What lets someone check the document against the ledger later. */
export interface Seal {
  readonly report: string;
  readonly from: string;
  readonly to: string;
  readonly runs: readonly { readonly run_id: string; readonly inputs_hash: string }[];
  /** Exact decimals by KPI. */
  readonly totals: Readonly<Record<string, CellValue>>;
}

/** What stands in a cell that is unknown. */
export const emptyText = (column: Column, row: number): string =>
  typeof column.empty === 'string' ? column.empty : (column.empty[row] ?? '');
