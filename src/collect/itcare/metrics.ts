import type { MetricRow } from '../../domain/rows.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, writeJson } from '../http/json.ts';

const numberOf = (value: Json | undefined): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

const row = (name: string, label: string | null, value: Json | undefined, raw: Json): MetricRow => ({
  name,
  label,
  value: numberOf(value),
  raw: writeJson(raw),
});

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/**
 * Each figure of `/itcare/compute/resources/metrics`.
 * @param kind that was asked for
 * @param body the answer, e.g. `{"coresCount":1,"phasesDistribution":{"STANDARD":1}}`
 */
export const metricRows = (kind: string, body: JsonObject): readonly MetricRow[] =>
  Object.entries(body).flatMap(([field, value]) =>
    isJsonObject(value)
      ? Object.entries(value).map(([label, part]) => row(`${kind}.${field}`, label, part, part))
      : [row(`${kind}.${field}`, null, value, value)],
  );

const platformRows = (phase: string, platforms: Json | undefined): readonly MetricRow[] =>
  (isJsonArray(platforms) ? platforms : []).filter(isJsonObject).map((platform) => {
    const label = [phase, textOf(platform.name) || textOf(platform.label), textOf(platform.resourceType)];
    return row('platform-stats.platforms', label.join(' / '), platform.count, platform);
  });

/** Each figure of `/itcare/compute/platform/stats/global`: resources by phase, and by phase and platform. */
export const platformStatRows = (body: JsonObject): readonly MetricRow[] => {
  const phases = isJsonObject(body.phasesStatistic) ? body.phasesStatistic : {};
  return Object.entries(phases).flatMap(([phase, statistic]) => {
    const { count, platforms } = isJsonObject(statistic) ? statistic : { count: statistic, platforms: null };
    return [row('platform-stats.phases', phase, count, statistic), ...platformRows(phase, platforms)];
  });
};

const keyOf = ({ name, label }: MetricRow): string => JSON.stringify([name, label]);

/** Figures in ascending order of name and label; of two with one name and label the first stays. */
export const sortMetrics = (rows: readonly MetricRow[]): readonly MetricRow[] => {
  const distinct = new Map<string, MetricRow>();
  for (const metric of rows) if (!distinct.has(keyOf(metric))) distinct.set(keyOf(metric), metric);
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, metric]) => metric);
};
