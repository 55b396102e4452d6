import { addDays, daysBetween } from '../domain/civil-date.ts';
import { type CellValue, displayCell } from '../domain/display.ts';
import { missingInputsError, usageError } from '../domain/errors.ts';
import type { Period } from '../domain/period.ts';
import { buildChart } from './build-chart.ts';
import { type BuildContext, buildTable, formatOf, inWords } from './build-table.ts';
import { checkColumn, type Dataset, type Datasets, datasetsOf } from './dataset.ts';
import type { BlockDefinition, Definition, KpiDefinition, PeriodDays, TextDefinition } from './definition.ts';
import type { LoadedReport } from './load.ts';
import type { Block, Kpi, Paragraph, ReportModel, Section } from './model.ts';
import type { QueryPort } from './query-port.ts';
import { fieldsOf, fill, labelsOf, periodKind, periodText } from './wording.ts';

type Path = readonly PropertyKey[];
type Row = Dataset['rows'][number];

interface Builder extends BuildContext {
  readonly report: LoadedReport;
  readonly datasets: Datasets;
}

/** The period of the same kind just before: the month, the year, or as many days. */
export const previousPeriod = (period: Period): Period => {
  const to = addDays(period.from, -1);
  const kind = periodKind(period);
  if (kind === 'year') return { from: `${to.slice(0, 4)}-01-01`, to };
  if (kind === 'month') return { from: `${to.slice(0, 7)}-01`, to };
  return { from: addDays(period.from, -daysBetween(period.from, period.to).length), to };
};

/** The days that every report query may name. */
export const periodDays = (period: Period): PeriodDays => {
  const previous = previousPeriod(period);
  return {
    from_day: period.from,
    to_day: period.to,
    previous_from_day: previous.from,
    previous_to_day: previous.to,
    as_of: period.to,
  };
};

/** The fields of a template by a row; null where the row does not know one. */
const fieldsBy = (
  template: string,
  row: Row,
  definition: Pick<TextDefinition, 'formats'> & { readonly words?: Readonly<Record<string, string>> },
  builder: Builder,
): Record<string, CellValue> =>
  Object.fromEntries(
    fieldsOf(template).map((field): [string, CellValue] => {
      const value = inWords(row[field] ?? null, definition.words?.[field], builder.wording);
      const format = definition.formats[field];
      if (value === null || format === undefined) return [field, value];
      return [field, displayCell(value, formatOf(builder, format), builder.wording.locale)];
    }),
  );

const known = (fields: Readonly<Record<string, CellValue>>, unknown: string): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? unknown]));

const buildTexts = async (definition: TextDefinition, path: Path, builder: Builder): Promise<Paragraph[]> => {
  const template = builder.wording.text(definition.text);
  const { style } = definition;
  if (definition.query === undefined) return [{ kind: 'paragraph', style, text: template }];
  const dataset = await builder.datasets(definition.query);
  for (const field of fieldsOf(template)) checkColumn(dataset, field, builder.at([...path, 'text']));
  const { when } = definition;
  if (when !== undefined) checkColumn(dataset, when, builder.at([...path, 'when']));
  const rows = definition.each ? dataset.rows : dataset.rows.slice(0, 1);
  return rows
    .filter((row) => when === undefined || row[when] === 'true')
    .map((row) => {
      const fields = known(
        fieldsBy(template, row, definition, builder),
        builder.wording.text('render.unknown'),
      );
      return { kind: 'paragraph', style, text: fill(template, fields) };
    });
};

const buildKpi = async (definition: KpiDefinition, path: Path, builder: Builder): Promise<Kpi> => {
  const { wording } = builder;
  const dataset = await builder.datasets(definition.query);
  checkColumn(dataset, definition.value, builder.at([...path, 'value']));
  const row = dataset.rows[0] ?? {};
  const changeOf = (): string | null => {
    if (definition.change === undefined) return null;
    const template = wording.text(definition.change);
    for (const field of fieldsOf(template)) checkColumn(dataset, field, builder.at([...path, 'change']));
    const fields = fieldsBy(template, row, definition, builder);
    if (Object.values(fields).every((value) => value !== null)) return fill(template, known(fields, ''));
    return definition.no_change === undefined ? null : wording.text(definition.no_change);
  };
  return {
    id: definition.value,
    label: wording.text(definition.label),
    value: row[definition.value] ?? null,
    empty: wording.text(definition.empty ?? 'render.unknown'),
    format: formatOf(builder, definition.format),
    unit: definition.unit === undefined ? '' : wording.text(definition.unit),
    change: changeOf(),
  };
};

const buildBlock = async (
  definition: BlockDefinition,
  heading: string,
  path: Path,
  builder: Builder,
): Promise<Block[]> => {
  if ('text' in definition) return buildTexts(definition, path, builder);
  const dataset = await builder.datasets(definition.query);
  if ('table' in definition) return [buildTable(definition, heading, dataset, path, builder)];
  const spec = builder.report.charts.get(definition.chart) ?? {};
  const chart = buildChart(definition, spec, dataset, path, builder);
  // Axes without a mark say nothing; the words of the table beside it do.
  return dataset.rows.length === 0 ? [] : [chart];
};

const buildBlocks = async (
  definitions: readonly BlockDefinition[],
  heading: string,
  path: Path,
  builder: Builder,
): Promise<Block[]> => {
  const blocks: Block[] = [];
  for (const [index, definition] of definitions.entries())
    blocks.push(...(await buildBlock(definition, heading, [...path, index], builder)));
  return blocks;
};

const buildSections = async (definition: Definition, builder: Builder): Promise<Section[]> => {
  const sections: Section[] = [];
  for (const [index, section] of definition.sections.entries()) {
    const heading = builder.wording.text(section.heading);
    const blocks = await buildBlocks(section.blocks, heading, ['sections', index, 'blocks'], builder);
    sections.push({ id: section.id, heading, has_page_break: section.page_break, blocks });
  }
  return sections;
};

const checkNeeds = async ({ needs }: Definition, periodName: string, builder: Builder): Promise<void> => {
  const dataset = await builder.datasets(needs.query);
  checkColumn(dataset, needs.column, builder.at(['needs', 'column']));
  const value = dataset.rows[0]?.[needs.column] ?? null;
  if (value === null || value === '0' || value === 'false')
    throw missingInputsError(fill(builder.wording.text(needs.message), { period: periodName }), {
      hint: builder.wording.has(`${needs.message}_hint`) ? builder.wording.text(`${needs.message}_hint`) : '',
    });
};

const runsOf = async (definition: Definition, builder: Builder): Promise<readonly Row[]> => {
  if (definition.runs === undefined) return [];
  const dataset = await builder.datasets(definition.runs);
  for (const column of ['run_id', 'inputs_hash', 'finished_at'])
    checkColumn(dataset, column, builder.at(['runs']));
  return dataset.rows;
};

/** `2026-04-01 03:10:00 UTC` or ISO → ISO; the newest of the runs, else the end of the period. */
const datedBy = (runs: readonly Row[], period: Period): string => {
  const instants = runs.flatMap((run) => {
    const ms = Date.parse((run.finished_at ?? '').replace(' UTC', 'Z').replace(' ', 'T'));
    return Number.isNaN(ms) ? [] : [ms];
  });
  if (instants.length === 0) return `${period.to}T00:00:00.000Z`;
  return new Date(instants.reduce((latest, ms) => Math.max(latest, ms))).toISOString();
};

/**
 * Builds a report for a period: every query once, in the definition's order, into plain data.
 * @param report what {@link loadReport} gave
 * @param query the ledger
 * @param period civil days, both included
 * @returns the same model for the same ledger rows, whatever the day, the zone or the locale
 * @throws exit 5 when nothing of the period is calculated; exit 2 when a query and the definition do not fit
 */
export const buildReport = async (
  report: LoadedReport,
  query: QueryPort,
  period: Period,
): Promise<ReportModel> => {
  const definition = report.definition.value;
  const { wording } = report;
  const datasets = datasetsOf(report.queries, query, { ...definition.parameters, ...periodDays(period) });
  const builder: Builder = { report, wording, formats: report.formats, at: report.definition.at, datasets };
  const period_text = periodText(period, wording);
  const kind = periodKind(period);
  if (!definition.periods.includes(kind))
    throw usageError(
      `report ${definition.name} is not made for a ${kind}: it takes a ${definition.periods.join(' or a ')}`,
    );
  await checkNeeds(definition, period_text, builder);
  const runs = await runsOf(definition, builder);

  const marks: string[] = [];
  for (const [index, mark] of definition.marks.entries())
    marks.push(...(await buildTexts(mark, ['marks', index], builder)).map(({ text }) => text));
  const kpis: Kpi[] = [];
  for (const [index, kpi] of definition.cover.kpis.entries())
    kpis.push(await buildKpi(kpi, ['cover', 'kpis', index], builder));
  const title = wording.text(definition.title);

  return {
    meta: {
      name: definition.name,
      title,
      subtitle: wording.text(definition.subtitle),
      period,
      period_text,
      language: wording.language,
      dated: datedBy(runs, period),
      marks,
      locale: wording.locale,
      labels: labelsOf(wording),
    },
    cover: { kpis, blocks: await buildBlocks(definition.cover.blocks, title, ['cover', 'blocks'], builder) },
    sections: await buildSections(definition, builder),
    seal: {
      report: definition.name,
      from: period.from,
      to: period.to,
      runs: runs.map((run) => ({ run_id: run.run_id ?? '', inputs_hash: run.inputs_hash ?? '' })),
      totals: Object.fromEntries(kpis.map((kpi) => [kpi.id, kpi.value])),
    },
  };
};
