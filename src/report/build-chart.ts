import { type BuildContext, emptyWords, inWords } from './build-table.ts';
import type { Dataset } from './dataset.ts';
import { checkColumn, isNumeric } from './dataset.ts';
import type { ChartDefinition } from './definition.ts';
import type { Chart } from './model.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Replaces each text `$title.x` of a specification by the words for x. */
const withTitles = (value: Json, titles: Readonly<Record<string, string>>): Json => {
  if (typeof value === 'string') {
    const match = /^\$title\.(\w+)$/.exec(value);
    return match ? (titles[match[1] ?? ''] ?? '') : value;
  }
  if (Array.isArray(value)) return value.map((item: Json) => withTitles(item, titles));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTitles(item, titles)]));
  return value;
};

/**
 * Rows → a chart of the model: the specification with its data and titles inside.
 * @throws exit 2 when the query lacks a column
 */
export const buildChart = (
  definition: ChartDefinition,
  spec: Readonly<Record<string, unknown>>,
  dataset: Dataset,
  path: readonly PropertyKey[],
  context: BuildContext,
): Chart => {
  const { wording } = context;
  const fields = Object.entries(definition.fields);
  for (const [field, column] of fields) checkColumn(dataset, column, context.at([...path, 'fields', field]));
  const values = dataset.rows.slice(0, definition.limit).map((row, index) =>
    Object.fromEntries([
      // Rows may share a label: a chart that gives each row its own place draws by `row`.
      ['row', index],
      ...fields.map(([field, column]) => {
        const value = row[column] ?? null;
        const empty = definition.empty[field];
        if (value === null) return [field, empty === undefined ? null : emptyWords(empty, row, wording)];
        const isNumber = isNumeric(dataset.types.get(column));
        return [field, isNumber ? Number(value) : inWords(value, definition.words[field], wording)];
      }),
    ]),
  );
  const titles = Object.fromEntries(
    Object.entries(definition.titles).map(([name, key]) => [name, wording.text(key)]),
  );
  const resolved = withTitles(spec as Json, titles) as Readonly<Record<string, unknown>>;
  return {
    kind: 'chart',
    id: definition.chart,
    title: wording.text(definition.title),
    alt: wording.text(definition.alt),
    height: definition.height,
    spec: { ...resolved, data: { name: 'rows', values } },
  };
};
