import type { DuckDBValue } from '@duckdb/node-api';
import { addDays, type CivilDate, startOfCivilDay } from '../domain/civil-date.ts';
import type { Config } from '../domain/config.ts';
import type { Reporter } from '../domain/effects.ts';
import { usageError } from '../domain/errors.ts';
import type { Period } from '../domain/period.ts';
import { reportFormats } from '../render/formats.ts';
import { loadTheme } from '../render/theme.ts';
import { buildReport } from '../report/build.ts';
import { loadReport } from '../report/load.ts';
import type { QueryPort } from '../report/query-port.ts';
import type { DuckdbDatabase } from '../store/duckdb.ts';
import { packageFolder, prepareFolder, readText, writeFiles } from '../store/files.ts';
import { openReader } from '../store/ledger.ts';

export interface ReportOptions {
  readonly config: Config;
  readonly names: readonly string[];
  readonly languages: readonly string[];
  readonly formats: readonly string[];
  readonly period: Period;
  /** Render what was published by the end of this day; undefined is what is published now. */
  readonly knownOn: CivilDate | undefined;
  /** Absolute; made when it is not there. */
  readonly outFolder: string;
  readonly reporter: Reporter;
}

export interface WrittenReport {
  readonly name: string;
  readonly language: string;
  readonly format: string;
  readonly path: string;
  readonly bytes: number;
}

const queryPort =
  (db: DuckdbDatabase): QueryPort =>
  async (sql, params) => {
    const reader = await db.connection.runAndReadAll(sql, params as Record<string, DuckDBValue>);
    const types = reader.columnTypes();
    return {
      columns: reader.columnNames().map((name, i) => ({ name, type: String(types[i]) })),
      rows: reader.getRows(),
    };
  };

/** What a session may know: a report of one day shows the state at its end, whatever was collected or calculated later. */
const instantsOf = ({ config, period, knownOn }: ReportOptions) => {
  const endOf = (day: CivilDate): number => startOfCivilDay(addDays(day, 1), config.timezone);
  const takenBefore = period.from === period.to ? endOf(period.to) : undefined;
  return { takenBefore, knownBefore: knownOn === undefined ? takenBefore : endOf(knownOn) };
};

/** `2026-03`, `2026`, `2026-03-01`, or `2026-03-01_2026-03-15`: the part of a file's name that says which period. */
const periodName = ({ from, to }: Period): string => {
  if (from === to) return from;
  if (from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  const isMonth = from.endsWith('-01') && to.slice(0, 7) === from.slice(0, 7) && Number(to.slice(8)) >= 28;
  return isMonth ? from.slice(0, 7) : `${from}_${to}`;
};

/**
 * Builds each report once per language and renders it in each format; files appear only when all of them are made.
 * @returns the files, one per report, language and format
 * @throws exit 2 for an unknown report, language, format or a folder that cannot be written; exit 5 when nothing is calculated
 */
export const produceReports = async (options: ReportOptions): Promise<WrittenReport[]> => {
  const { config, period, reporter } = options;
  const formats = options.formats.map((name) => {
    const format = reportFormats[name];
    if (format === undefined) {
      throw usageError(`--format ${name}: expected ${Object.keys(reportFormats).join(', ')}`);
    }
    return { name, ...format };
  });
  const places = { home: packageFolder, own: config.reports };
  const wanted = [...new Set(options.names)].flatMap((name) =>
    options.languages.map((language) => ({ name, language })),
  );
  const loaded = [];
  for (const { name, language } of wanted) {
    loaded.push({ name, language, report: await loadReport(name, language, places, readText) });
  }
  const theme = await loadTheme(`${packageFolder}/templates`, readText);
  const models = [];
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
    ...instantsOf(options),
  });
  try {
    for (const { name, language, report } of loaded) {
      models.push({ name, language, model: await buildReport(report, queryPort(db), period) });
    }
  } finally {
    await db.close();
  }
  await prepareFolder(options.outFolder);
  const files = [];
  const total = models.length * formats.length;
  for (const { name, language, model } of models) {
    for (const format of formats) {
      const bytes = await format.render(model, theme);
      const path = `${options.outFolder}/${name}-${periodName(period)}-${language}.${format.extension}`;
      files.push({ name, language, format: format.name, path, bytes });
      reporter.progress('report', files.length, total);
    }
  }
  await writeFiles(files);
  return files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.length }));
};
