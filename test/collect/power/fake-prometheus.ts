import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface FakeSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Epoch seconds and the value as the API writes it. */
  readonly values: readonly (readonly [number, string])[];
}

export interface FakeOptions {
  /** What a range selector takes in at its start: Prometheus 2 the edge itself, Prometheus 3 not. */
  readonly leftEdge?: 'closed' | 'open';
  /** Added to every answer. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Answers instead of the API. */
  readonly handle?: (response: ServerResponse) => void;
}

export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

export interface FakePrometheus {
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

const inRange = (series: FakeSeries, range: string, end: number, leftEdge: 'closed' | 'open'): FakeSeries => {
  const start = end - Number(/\[(\d+)ms\]$/.exec(range)?.[1] ?? Number.NaN) / 1_000;
  const isIn = (at: number): boolean => at <= end && (leftEdge === 'closed' ? at >= start : at > start);
  return { ...series, values: series.values.filter(([at]) => isIn(at)) };
};

/** A server of the two query routes, over samples that the test gives; it reads no PromQL but the range. */
export const startFake = async (
  series: readonly FakeSeries[],
  options: FakeOptions = {},
): Promise<FakePrometheus> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const query = Object.fromEntries(url.searchParams);
    asked.push({ path: url.pathname, query, headers: request.headers });
    if (options.handle !== undefined) return options.handle(response);
    const result = series
      .map((one) =>
        url.pathname.endsWith('/query')
          ? inRange(one, query.query ?? '', Number(query.time), options.leftEdge ?? 'closed')
          : {
              ...one,
              values: one.values.filter(([at]) => at >= Number(query.start) && at <= Number(query.end)),
            },
      )
      .filter(({ values }) => values.length > 0);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...options.extra }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/prometheus`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
