import type { MetricRow } from '../../domain/rows.ts';
import type { Query } from '../http/client.ts';
import { isJsonObject, type JsonObject } from '../http/json.ts';
import { METRIC_KINDS, METRICS_PATH, PLATFORM_STATS_PATH } from './families.ts';
import { metricRows, platformStatRows, sortMetrics } from './metrics.ts';
import { askEach, cloudsQuery, type Run } from './run.ts';

const ask = (
  run: Run,
  name: string,
  path: string,
  queries: readonly Query[],
  rowsOf: (body: JsonObject, query: Query) => readonly MetricRow[],
): Promise<readonly MetricRow[]> =>
  askEach(
    run,
    name,
    name,
    queries.map((query, index) => ({
      id: BigInt(index),
      path,
      ask: async (family) => {
        const clouds = cloudsQuery(run, { filtersClouds: true });
        const options = { notFound: 'return', signal: run.signal } as const;
        const { status, body } = await family.client.getJson(path, { ...query, ...clouds }, options);
        if (status === 404) return undefined;
        return isJsonObject(body) ? rowsOf(body, query) : [];
      },
    })),
  );

/** ITCare's own figures of the estate, kept to reconcile ours against: metrics of each kind, platforms by phase. */
export const collectOwnFigures = async (run: Run): Promise<readonly MetricRow[]> => {
  const [metrics, stats] = await Promise.all([
    ask(
      run,
      'metrics',
      METRICS_PATH,
      METRIC_KINDS.map((kind) => ({ kind })),
      (body, query) => metricRows(String(query.kind), body),
    ),
    ask(run, 'platform-stats', PLATFORM_STATS_PATH, [{}], platformStatRows),
  ]);
  return sortMetrics([...metrics, ...stats]);
};
