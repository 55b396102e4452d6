import { DEMO_NOW } from './estate/calendar.ts';
import { powerSeries } from './estate/power.ts';
import type { Estate } from './estate/types.ts';
import { type Answer, type LoopbackOptions, type LoopbackServer, startLoopback } from './loopback.ts';
import { evaluate, type ResultSeries } from './prometheus/evaluate.ts';
import { durationMs, type Expression, PromqlError, parsePromql } from './prometheus/parse.ts';
import { type LabelledSeries, labelSeries, readingsJson, selectSeries } from './prometheus/series.ts';

export interface PrometheusServerOptions extends LoopbackOptions {
  /** Ranges and look-back exclude their left end, as from Prometheus 3 on. Default: both ends belong to it. */
  readonly isLeftOpen?: boolean;
  /** The instant (epoch ms) of a query that names none. Default: the demo's end. */
  readonly now?: number;
}

/** A request that Prometheus would refuse: its words, and the status it refuses it with. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

const JSON_TYPE = { 'content-type': 'application/json' };

const MAX_POINTS = 11_000;

const succeed = (data: string): Answer => ({
  status: 200,
  body: `{"status":"success","data":${data}}`,
  headers: JSON_TYPE,
});

const refuse = (message: string): Answer => ({
  status: 400,
  body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: message }),
  headers: JSON_TYPE,
});

/** Unix seconds with decimals, or RFC 3339, as epoch milliseconds. */
const timeOf = (name: string, text: string): number => {
  const isNumber = /^-?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text);
  const ms = isNumber
    ? Math.round(Number(text) * 1000)
    : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new Refusal(
      `invalid parameter ${JSON.stringify(name)}: cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    );
  }
  return ms;
};

const stepOf = (text: string): number => {
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : durationMs(text);
  if (Number.isNaN(ms)) {
    throw new Refusal(`invalid parameter "step": cannot parse ${JSON.stringify(text)} to a valid duration`);
  }
  if (ms <= 0) {
    throw new Refusal(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  return ms;
};

const expressionOf = (search: URLSearchParams): Expression => {
  try {
    return parsePromql(search.get('query') ?? '');
  } catch (error) {
    if (error instanceof PromqlError) throw new Refusal(`invalid parameter "query": ${error.message}`);
    throw error;
  }
};

/** As Prometheus writes numbers: `NaN`, `+Inf`, no exponent. */
const numberText = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
};

const pointJson = (time: number, value: number): string => `[${time / 1000},"${numberText(value)}"]`;

const resultJson = (type: string, parts: readonly string[]): string =>
  `{"resultType":"${type}","result":[${parts.join(',')}]}`;

const vectorJson = (results: readonly ResultSeries[], time: number): string =>
  resultJson(
    'vector',
    results.flatMap(({ labels, values: [value] }) =>
      value === undefined ? [] : [`{"metric":${JSON.stringify(labels)},"value":${pointJson(time, value)}}`],
    ),
  );

const matrixJson = (results: readonly ResultSeries[], times: readonly number[]): string =>
  resultJson(
    'matrix',
    results.flatMap(({ labels, values }) => {
      const points = times.flatMap((time, index) => {
        const value = values[index];
        return value === undefined ? [] : [pointJson(time, value)];
      });
      return points.length === 0
        ? []
        : [`{"metric":${JSON.stringify(labels)},"values":[${points.join(',')}]}`];
    }),
  );

interface Database {
  readonly series: readonly LabelledSeries[];
  readonly isLeftOpen: boolean;
  readonly now: number;
}

const answerQuery = (search: URLSearchParams, { series, isLeftOpen, now }: Database): Answer => {
  const asked = search.get('time');
  const time = asked === null || asked === '' ? now : timeOf('time', asked);
  const expression = expressionOf(search);
  if (expression.kind !== 'range') {
    return succeed(vectorJson(evaluate(expression, { series, times: [time], isLeftOpen }), time));
  }
  const span = { from: time - expression.rangeMs, to: time, isLeftOpen };
  const parts = selectSeries(series, expression.matchers).flatMap((one) => {
    const values = readingsJson(one.series, span);
    return values === '' ? [] : [`{"metric":${JSON.stringify(one.labels)},"values":[${values}]}`];
  });
  return succeed(resultJson('matrix', parts));
};

const answerRange = (search: URLSearchParams, { series, isLeftOpen }: Database): Answer => {
  const start = timeOf('start', search.get('start') ?? '');
  const end = timeOf('end', search.get('end') ?? '');
  if (end < start) throw new Refusal('invalid parameter "end": end timestamp must not be before start time');
  const step = stepOf(search.get('step') ?? '');
  if ((end - start) / step > MAX_POINTS) {
    throw new Refusal(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  const expression = expressionOf(search);
  if (expression.kind === 'range') {
    throw new Refusal(
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  }
  const times = Array.from(
    { length: Math.floor((end - start) / step) + 1 },
    (_, index) => start + index * step,
  );
  return succeed(matrixJson(evaluate(expression, { series, times, isLeftOpen }), times));
};

const answerLabels = (path: string, { series }: Database): Answer | undefined => {
  const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)?.[1];
  const names =
    label !== undefined
      ? series.flatMap((one) => one.labels[label] ?? [])
      : path === '/api/v1/labels'
        ? series.flatMap((one) => Object.keys(one.labels))
        : undefined;
  return names === undefined ? undefined : succeed(JSON.stringify([...new Set(names)].sort()));
};

const NOT_FOUND: Answer = {
  status: 404,
  body: '404 page not found\n',
  headers: { 'content-type': 'text/plain' },
};

const answer = (path: string, search: URLSearchParams, database: Database): Answer => {
  try {
    if (path === '/api/v1/query') return answerQuery(search, database);
    if (path === '/api/v1/query_range') return answerRange(search, database);
    return answerLabels(path, database) ?? NOT_FOUND;
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    if (error instanceof PromqlError) return refuse(`invalid parameter "query": ${error.message}`);
    throw error;
  }
};

/**
 * Serves an estate's power as Prometheus's HTTP API on 127.0.0.1: `query`, `query_range`, `labels` and label
 * values below `/api/v1`, reading only. The tenant header is accepted and ignored.
 */
export const startPrometheusServer = (
  estate: Estate,
  options: PrometheusServerOptions = {},
): Promise<LoopbackServer> => {
  const database: Database = {
    series: labelSeries(powerSeries(estate.seed, estate.equipment)),
    isLeftOpen: options.isLeftOpen ?? false,
    now: options.now ?? DEMO_NOW,
  };
  return startLoopback((request) => {
    if (request.method !== 'GET') return { status: 405, body: '', headers: { allow: 'GET' } };
    return answer(request.path, request.search, database);
  }, options);
};
