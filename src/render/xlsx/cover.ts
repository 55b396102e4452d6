import type { Worksheet } from 'exceljs';
import { setCell, workbookText, workbookValue } from './cells.ts';
import { definedName } from './names.ts';
import { addSheet, addText, type SheetContext } from './sheets.ts';

/** A sheet of the workbook as the cover lists it. */
export interface SheetEntry {
  readonly name: string;
  readonly title: string;
}

const SPAN = { columns: 4, characters: 88 } as const;

const addKpis = (context: SheetContext, sheet: Worksheet, name: string, from: number): number => {
  const { styles, model, workbook } = context;
  let row = from;
  for (const kpi of model.cover.kpis) {
    row += 1;
    const target = sheet.getRow(row);
    setCell(target.getCell(1), workbookText(kpi.label), styles('body'));
    const isKnown = kpi.value !== null;
    setCell(
      target.getCell(2),
      workbookValue(kpi.value, kpi.format, kpi.empty),
      styles(isKnown ? 'kpi' : 'unknown', kpi.format, 'right'),
    );
    setCell(target.getCell(3), workbookText(kpi.unit), styles('subtitle'));
    setCell(target.getCell(4), workbookText(kpi.change ?? ''), styles('subtitle'));
    target.height = 22;
    target.commit();
    if (isKnown) workbook.definedNames.add(`'${name.replaceAll("'", "''")}'!$B$${row}`, definedName(kpi.id));
  }
  return row;
};

/** The first sheet: what it is, of when, its figures, what must be known, and a list of the other sheets. */
export const addCoverSheet = (context: SheetContext, name: string, entries: readonly SheetEntry[]): void => {
  const { styles, model } = context;
  const { meta, cover } = model;
  const sheet = addSheet(context, name, { orientation: 'portrait', frozen: 0 });
  sheet.columns = [{ width: 34 }, { width: 20 }, { width: 10 }, { width: 34 }];
  addText(
    sheet,
    1,
    meta.title,
    { ...styles('title'), font: { ...styles('title').font, size: 22 } },
    {
      ...SPAN,
      characters: 44,
    },
  );
  addText(sheet, 2, meta.period_text, styles('kpi'), SPAN);
  addText(sheet, 3, meta.subtitle, styles('subtitle'), SPAN);
  sheet.getRow(4).commit();
  let row = 4;
  for (const mark of meta.marks) {
    row += 1;
    addText(sheet, row, mark, styles('warning'), SPAN);
  }
  row = addKpis(context, sheet, name, row + 1);
  row += 1;
  for (const block of cover.blocks) {
    if (block.kind !== 'paragraph') continue;
    row += 1;
    addText(sheet, row, block.text, styles('note'), SPAN);
  }
  row += 2;
  setCell(sheet.getCell(row, 1), workbookText(meta.labels.sheets), styles('total'));
  for (const entry of entries) {
    row += 1;
    const target = `#'${entry.name.replaceAll("'", "''")}'!A1`;
    setCell(sheet.getCell(row, 1), { text: workbookText(entry.name), hyperlink: target }, styles('body'));
    setCell(sheet.getCell(row, 2), workbookText(entry.title), styles('subtitle'));
  }
  sheet.commit();
};
