import { PassThrough } from 'node:stream';
import type { Paragraph, ReportModel, Section, Table } from '../../report/model.ts';
import type { Theme } from '../theme.ts';
import { cellStyles } from './cells.ts';
import { addCoverSheet } from './cover.ts';
import { sheetNames } from './names.ts';
import { addTableSheet, addTextSheet, type SheetContext } from './sheets.ts';
import { withFixedTimes } from './zip-times.ts';

interface Sheet {
  readonly wished: string;
  readonly section: Section;
  /** Undefined for a section of texts alone. */
  readonly table: Table | undefined;
  readonly notes: readonly Paragraph[];
}

/** One sheet a table; a text stands below the table before it, else below the first, or on a sheet of its own. */
const sheetsOf = ({ sections }: ReportModel): Sheet[] =>
  sections.flatMap((section): Sheet[] => {
    const tables = section.blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));
    const texts = section.blocks.flatMap((block) => (block.kind === 'paragraph' ? [block] : []));
    if (tables.length === 0)
      return texts.length === 0 ? [] : [{ wished: section.heading, section, table: undefined, notes: [] }];
    const notes = new Map<Table, Paragraph[]>(tables.map((table) => [table, []]));
    let current = tables[0];
    for (const block of section.blocks) {
      if (block.kind === 'table') current = block;
      if (block.kind === 'paragraph' && current) notes.get(current)?.push(block);
    }
    return tables.map((table) => ({ wished: table.sheet, section, table, notes: notes.get(table) ?? [] }));
  });

const collected = (stream: PassThrough): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    stream.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    stream.on('error', reject);
  });

/**
 * Renders a report as a workbook: a cover, then a sheet a table, with real numbers and days and no formula.
 * @returns the same bytes for the same model and theme
 */
export const renderXlsx = async (model: ReportModel, theme: Theme): Promise<Uint8Array> => {
  const { default: excel } = await import('exceljs');
  const stream = new PassThrough();
  const bytes = collected(stream);
  const dated = new Date(model.meta.dated);
  const workbook = new excel.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    useSharedStrings: true,
    zip: { zlib: { level: 6 } },
  });
  Object.assign(workbook, {
    creator: model.meta.labels.made_by,
    lastModifiedBy: model.meta.labels.made_by,
    created: dated,
    modified: dated,
    title: `${model.meta.title} – ${model.meta.period_text}`,
    subject: model.meta.subtitle,
    language: model.meta.language,
    // Read back by whoever checks the document against the ledger.
    description: JSON.stringify(model.seal),
  });

  const sheets = sheetsOf(model);
  const [coverName = 'Cover', ...names] = sheetNames([
    model.meta.labels.cover,
    ...sheets.map((sheet) => sheet.wished),
  ]);
  const context: SheetContext = { workbook, model, styles: cellStyles(theme), pageSize: theme.page.size };
  const entries = sheets.map((sheet, index) => ({
    name: names[index] ?? '',
    title: sheet.table?.title ?? sheet.section.heading,
  }));
  addCoverSheet(context, coverName, entries);
  for (const [index, { section, table, notes }] of sheets.entries()) {
    const name = names[index] ?? '';
    if (table) addTableSheet(context, name, table, notes);
    else addTextSheet(context, name, section);
  }
  await workbook.commit();
  return withFixedTimes(await bytes);
};
