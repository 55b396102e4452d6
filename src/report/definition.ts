import { z } from 'zod';
import { type CheckedYaml, checkedYaml } from '../domain/checked-yaml.ts';

/** What a definition may name: checked while it is read, so that every mistake has its line. */
export interface Vocabulary {
  /** True when the wording of every language asked for has the key. */
  readonly hasWording: (key: string) => boolean;
  readonly formats: ReadonlySet<string>;
}

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a name in snake_case');
const PERIOD_DAYS = ['from_day', 'to_day', 'previous_from_day', 'previous_to_day', 'as_of'] as const;
/** Parameters that every report query may name, dates as `YYYY-MM-DD`. */
export type PeriodDays = Readonly<Record<(typeof PERIOD_DAYS)[number], string>>;
const ownParameters = z.record(z.string(), z.string()).superRefine((own, context) => {
  for (const key of Object.keys(own))
    if (PERIOD_DAYS.some((day) => day === key))
      context.addIssue({
        code: 'custom',
        path: [key],
        message: 'is a day of the period, expected another name',
      });
});
const column = z.string().min(1, 'expected the name of a column of the query');

/** The parts that name wording or formats, bound to what exists. */
const terms = ({ hasWording, formats }: Vocabulary) => ({
  wording: z.string().superRefine((key, context) => {
    if (!hasWording(key)) context.addIssue({ code: 'custom', message: `no wording for "${key}"` });
  }),
  format: z.string().superRefine((key, context) => {
    if (!formats.has(key)) {
      const known = [...formats].sort().join(', ');
      context.addIssue({ code: 'custom', message: `no format "${key}"; known are ${known}` });
    }
  }),
  /** Wording keys `<prefix>.<value>` for the values of a column. */
  prefix: z.string().regex(/^[a-z0-9_.]+$/, 'expected the beginning of wording keys, e.g. carbon.category'),
});

type Terms = ReturnType<typeof terms>;

const textSchema = ({ wording, format, prefix }: Terms) =>
  z.strictObject({
    text: wording.describe('wording with {column} fields of the query'),
    style: z.enum(['body', 'note', 'formula', 'subheading', 'warning']).default('body'),
    query: name.optional(),
    when: column.optional().describe('shown only where this boolean column is true'),
    each: z.boolean().default(false).describe('once per row, not for the first row alone'),
    formats: z.record(column, format).default({}),
    words: z.record(column, prefix).default({}),
  });

const kpiSchema = ({ wording, format }: Terms) =>
  z.strictObject({
    label: wording,
    query: name,
    value: column,
    format,
    unit: wording.optional(),
    empty: wording.optional(),
    change: wording.optional().describe('wording with {column} fields, used when no field is null'),
    no_change: wording.optional().describe('wording for when a field of change is null'),
    formats: z.record(column, format).default({}),
  });

/** Picks the schema by the value's shape, so that a mistake deep inside is told as itself and not as "no variant fits". */
const picked = <T>(pick: (value: unknown) => z.ZodType<T> | string): z.ZodType<T> =>
  z.unknown().transform((value, context): T => {
    const schema = pick(value);
    if (typeof schema === 'string') {
      context.addIssue({ code: 'custom', message: schema });
      return z.NEVER;
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues)
      context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
    return z.NEVER;
  });

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && key in value;

const emptySchema = ({ wording, prefix }: Terms) => {
  const byColumn = z.strictObject({ column, words: prefix });
  return picked<string | z.infer<typeof byColumn>>((value) => (has(value, 'column') ? byColumn : wording));
};

const columnSchema = (words: Terms) =>
  z.strictObject({
    column,
    label: words.wording,
    format: words.format,
    width: z.number().positive().max(255).optional(),
    align: z.enum(['left', 'right', 'center']).optional(),
    empty: emptySchema(words).optional().describe('what stands for null'),
    words: words.prefix.optional(),
    total: z
      .union([z.literal('sum'), z.strictObject({ ratio: z.tuple([column, column]) })])
      .optional()
      .describe('sum, or the ratio of two columns’ sums: a ratio comes after its sums'),
    only: z.enum(['print', 'workbook']).optional(),
  });

const tableSchema = (words: Terms) =>
  z.strictObject({
    table: name,
    query: name,
    title: words.wording.optional(),
    sheet: words.wording,
    columns: z.array(columnSchema(words)).min(1),
    group: z
      .strictObject({ by: z.array(column).min(1), title: words.wording })
      .optional()
      .describe('print shows each run of rows with the same values as a table of its own'),
    empty: words.wording,
    print_rows: z.int().positive().optional(),
  });

const chartSchema = (words: Terms) => {
  const { wording, prefix } = words;
  return z.strictObject({
    chart: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected the name of a file in templates/charts'),
    query: name,
    title: wording,
    alt: wording,
    fields: z.record(name, column).describe('field of the chart → column of the query'),
    words: z.record(name, prefix).default({}).describe('field → beginning of wording keys'),
    empty: z.record(name, emptySchema(words)).default({}).describe('field → what stands for null'),
    titles: z.record(name, wording).default({}).describe('$title.<name> of the chart'),
    limit: z.int().positive().optional().describe('the first rows only'),
    height: z.number().positive().max(700).default(220),
  });
};

const definitionSchema = (vocabulary: Vocabulary) => {
  const words = terms(vocabulary);
  const text = textSchema(words);
  const table = tableSchema(words);
  const chart = chartSchema(words);
  const block = picked<TextDefinition | TableDefinition | ChartDefinition>((value) => {
    if (has(value, 'text')) return text;
    if (has(value, 'table')) return table;
    return has(value, 'chart') ? chart : 'expected a block with a key text, table or chart';
  });
  return z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected the file’s name without .yaml'),
    title: words.wording,
    subtitle: words.wording,
    periods: z.array(z.enum(['month', 'year', 'day', 'range'])).min(1),
    needs: z.strictObject({ query: name, column, message: words.wording }),
    runs: name.optional().describe('query with run_id, inputs_hash, finished_at: what seals and dates it'),
    parameters: ownParameters
      .default({})
      .describe('what its queries may name besides the days of the period'),
    marks: z.array(text).default([]),
    cover: z.strictObject({
      kpis: z.array(kpiSchema(words)).default([]),
      blocks: z.array(block).default([]),
    }),
    sections: z.array(
      z.strictObject({
        id: name,
        heading: words.wording,
        page_break: z.boolean().default(false),
        blocks: z.array(block),
      }),
    ),
    wording: z.unknown().optional().describe('wording of this report alone, by language'),
  });
};

export type Definition = z.infer<ReturnType<typeof definitionSchema>>;
export type TextDefinition = z.infer<ReturnType<typeof textSchema>>;
export type KpiDefinition = z.infer<ReturnType<typeof kpiSchema>>;
export type TableDefinition = z.infer<ReturnType<typeof tableSchema>>;
export type ColumnDefinition = z.infer<ReturnType<typeof columnSchema>>;
export type ChartDefinition = z.infer<ReturnType<typeof chartSchema>>;
export type BlockDefinition = TextDefinition | TableDefinition | ChartDefinition;

/**
 * Reads a report definition.
 * @param text YAML
 * @param file its name for messages, e.g. `reports/carbon-monthly.yaml`
 * @param vocabulary the wording keys and formats that exist
 * @throws exit 2 with every mistake as `file:line:column`
 */
export const parseDefinition = (
  text: string,
  file: string,
  vocabulary: Vocabulary,
): CheckedYaml<Definition> => checkedYaml(text, file, definitionSchema(vocabulary));

/** Every query that a definition names, with the path at which it does. */
export const queriesOf = (definition: Definition): { name: string; path: PropertyKey[] }[] => {
  const found: { name: string; path: PropertyKey[] }[] = [
    { name: definition.needs.query, path: ['needs', 'query'] },
  ];
  if (definition.runs !== undefined) found.push({ name: definition.runs, path: ['runs'] });
  const add = (parts: readonly { query?: string | undefined }[], path: PropertyKey[]): void => {
    for (const [index, part] of parts.entries())
      if (part.query !== undefined) found.push({ name: part.query, path: [...path, index, 'query'] });
  };
  add(definition.marks, ['marks']);
  add(definition.cover.kpis, ['cover', 'kpis']);
  add(definition.cover.blocks, ['cover', 'blocks']);
  for (const [index, section] of definition.sections.entries())
    add(section.blocks, ['sections', index, 'blocks']);
  return found;
};
