import type { ReportModel } from '../report/model.ts';
import { renderPdf } from './pdf/pdf.ts';
import type { Theme } from './theme.ts';
import { renderXlsx } from './xlsx/xlsx.ts';

/** One way of writing a report down. */
export interface ReportFormat {
  readonly extension: string;
  /** The same bytes for the same model and theme. */
  readonly render: (model: ReportModel, theme: Theme) => Promise<Uint8Array>;
}

/** The only place that knows which formats there are. Their libraries load when they are used. */
export const reportFormats: Readonly<Record<string, ReportFormat>> = {
  xlsx: { extension: 'xlsx', render: renderXlsx },
  pdf: { extension: 'pdf', render: renderPdf },
};
