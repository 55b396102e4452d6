import { parse } from 'yaml';
import type { CheckedYaml } from '../domain/checked-yaml.ts';
import type { CellFormat } from '../domain/display.ts';
import { usageError } from '../domain/errors.ts';
import { type ChartDefinition, type Definition, parseDefinition, queriesOf } from './definition.ts';
import { parseFormats, parseWording, type Wording } from './wording.ts';

/** The text of a file, or undefined when there is none; the caller may touch the disk, this folder may not. */
export type ReadText = (path: string) => Promise<string | undefined>;

export interface ReportPlaces {
  /** The folder that holds `reports`, `queries` and `templates`. */
  readonly home: string;
  /** Folders of users' own reports: `<name>.yaml` and `<query>.sql` side by side. They are asked first. */
  readonly own: readonly string[];
}

/** A report with all it needs, read and checked, before any row is asked for. */
export interface LoadedReport {
  readonly definition: CheckedYaml<Definition>;
  readonly wording: Wording;
  readonly formats: ReadonlyMap<string, CellFormat>;
  /** SQL by query name. */
  readonly queries: ReadonlyMap<string, string>;
  /** Chart specifications by name. */
  readonly charts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const firstOf = async (
  paths: readonly string[],
  read: ReadText,
): Promise<{ path: string; text: string } | undefined> => {
  for (const path of paths) {
    const text = await read(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
};

const needed = async (path: string, read: ReadText): Promise<string> => {
  const text = await read(path);
  if (text === undefined)
    throw usageError(`${path} is missing`, { hint: 'The installation is not complete.' });
  return text;
};

const ownWords = (text: string, language: string): unknown => {
  try {
    const whole: unknown = parse(text);
    const words = (whole as { wording?: Record<string, unknown> } | null)?.wording;
    return words?.[language];
  } catch {
    // The definition's own reading tells what is wrong, with its line.
    return undefined;
  }
};

const chartsOf = (definition: Definition): { chart: ChartDefinition; path: PropertyKey[] }[] => {
  const lists: [PropertyKey[], readonly unknown[]][] = [
    [['cover', 'blocks'], definition.cover.blocks],
    ...definition.sections.map((section, index): [PropertyKey[], readonly unknown[]] => [
      ['sections', index, 'blocks'],
      section.blocks,
    ]),
  ];
  return lists.flatMap(([path, blocks]) =>
    blocks.flatMap((block, index) => {
      const chart = block as ChartDefinition;
      return 'chart' in chart ? [{ chart, path: [...path, index, 'chart'] }] : [];
    }),
  );
};

const parseChart = (text: string, path: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw usageError(`${path} is not valid JSON`, { cause });
  }
};

/**
 * Finds and checks a report: its definition, wording, formats, queries and charts.
 * @param name e.g. `carbon-monthly`
 * @param language e.g. `en`
 * @throws exit 2 when there is no such report or language, or with every mistake of the definition at once
 */
export const loadReport = async (
  name: string,
  language: string,
  places: ReportPlaces,
  read: ReadText,
): Promise<LoadedReport> => {
  const candidates = [
    ...places.own.map((folder) => `${folder}/${name}.yaml`),
    `${places.home}/reports/${name}.yaml`,
  ];
  const found = /^[a-z][a-z0-9-]*$/.test(name) ? await firstOf(candidates, read) : undefined;
  if (!found)
    throw usageError(`no report "${name}"`, { details: candidates.map((path) => `looked for ${path}`) });

  const formatsPath = `${places.home}/templates/formats.yaml`;
  const formats = parseFormats(await needed(formatsPath, read), formatsPath);
  const wordingPath = `${places.home}/templates/wording/${language}.yaml`;
  const words = /^[a-z]{2,3}$/.test(language) ? await read(wordingPath) : undefined;
  if (words === undefined)
    throw usageError(`no wording for language "${language}": ${wordingPath} is missing`);
  const wording = parseWording(words, wordingPath, ownWords(found.text, language));
  const definition = parseDefinition(found.text, found.path, {
    hasWording: wording.has,
    formats: new Set(formats.keys()),
  });

  const details: string[] = [];
  const queries = new Map<string, string>();
  for (const { name: query, path } of queriesOf(definition.value)) {
    if (queries.has(query)) continue;
    const paths = [...places.own, `${places.home}/queries/mart`].map((folder) => `${folder}/${query}.sql`);
    const file = await firstOf(paths, read);
    if (file) queries.set(query, file.text);
    else details.push(`${definition.at(path)}: no query "${query}": looked for ${paths.join(', ')}`);
  }
  const charts = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { chart, path } of chartsOf(definition.value)) {
    const file = await firstOf(
      [...places.own, `${places.home}/templates/charts`].map((folder) => `${folder}/${chart.chart}.json`),
      read,
    );
    if (file) charts.set(chart.chart, parseChart(file.text, file.path));
    else details.push(`${definition.at(path)}: no chart "${chart.chart}" in templates/charts`);
  }
  if (details.length > 0) throw usageError(`${found.path} names what does not exist`, { details });
  return { definition, wording, formats, queries, charts };
};
