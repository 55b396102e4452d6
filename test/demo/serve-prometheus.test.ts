import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEstate } from '../../src/demo/estate/create.ts';
import type { LoopbackServer } from '../../src/demo/loopback.ts';
import { startPrometheusServer } from '../../src/demo/serve-prometheus.ts';
import { arrayOf, recordOf } from './itcare-client.ts';

const estate = createEstate();
let server: LoopbackServer;
let leftOpen: LoopbackServer;

beforeAll(async () => {
  server = await startPrometheusServer(estate);
  leftOpen = await startPrometheusServer(estate, { isLeftOpen: true });
});
afterAll(() => Promise.all([server.close(), leftOpen.close()]));

const ask = async (
  path: string,
  params: Readonly<Record<string, string>>,
  from = server,
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${from.url}/api/v1/${path}?${new URLSearchParams(params)}`);
  return { status: response.status, body: recordOf(await response.json()) };
};

interface Result {
  readonly metric: Record<string, unknown>;
  readonly points: readonly (readonly [number, string])[];
}

const point = (value: unknown): readonly [number, string] => {
  const [time, text] = arrayOf(value);
  return [Number(time), String(text)];
};

const resultsOf = (body: Record<string, unknown>): Result[] =>
  arrayOf(recordOf(body.data).result).map((item) => {
    const { metric, value, values } = recordOf(item);
    return {
      metric: recordOf(metric),
      points: value === undefined ? arrayOf(values).map(point) : [point(value)],
    };
  });

const results = async (path: string, params: Record<string, string>, from = server): Promise<Result[]> => {
  const { status, body } = await ask(path, params, from);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body.status).toBe('success');
  return resultsOf(body);
};

const piece = (name: string) => {
  const found = estate.equipment.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no equipment ${name}`);
  return found;
};

const selector = (name: string): string => `equipment_power_watts{equipment="${piece(name).id}"}`;

const aligned = estate.equipment.find((one) => one.offsetS === 0 && one.subcategory === 'x86')?.name ?? '';
const shifted = estate.equipment.find((one) => one.offsetS > 0 && one.subcategory === 'x86')?.name ?? '';
const seconds = (instant: string): number => Date.parse(instant) / 1000;
const T = seconds('2026-01-15T10:00:00Z');

const timesOf = (found: readonly Result[]): number[] | undefined => found[0]?.points.map(([time]) => time);

test('a range selector gives raw samples, both ends included', async () => {
  const params = { query: `${selector(aligned)}[3m]`, time: String(T) };
  expect(timesOf(await results('query', params))).toEqual([T - 180, T - 120, T - 60, T]);
  expect(timesOf(await results('query', params, leftOpen))).toEqual([T - 120, T - 60, T]);
});

test('milliseconds of the time and of the range count', async () => {
  const query = `${selector(aligned)}[120001ms]`;
  expect(timesOf(await results('query', { query, time: String(T) }))).toEqual([T - 120, T - 60, T]);
  expect(timesOf(await results('query', { query, time: String(T - 0.001) }))).toEqual([T - 120, T - 60]);
  expect(timesOf(await results('query', { query, time: '2026-01-15T10:00:00.001Z' }))).toEqual([
    T - 120,
    T - 60,
    T,
  ]);
});

test('meters that read a few seconds late keep their instants', async () => {
  const { offsetS } = piece(shifted);
  const found = await results('query', { query: `${selector(shifted)}[2m]`, time: String(T) });
  expect(timesOf(found)).toEqual([T - 120 + offsetS, T - 60 + offsetS]);
});

test('labels say equipment, category and, where there are two, the feed', async () => {
  const found = await results('query', { query: `${selector('san-eb4-01')}[1m]`, time: String(T) });
  expect(found.map(({ metric }) => metric)).toEqual(
    ['A', 'B'].map((feed) => ({
      __name__: 'equipment_power_watts',
      category: 'storage',
      equipment: piece('san-eb4-01').id,
      feed,
    })),
  );
  const { body } = await ask('labels', {});
  expect(body).toEqual({ status: 'success', data: ['__name__', 'category', 'equipment', 'feed'] });
  expect((await ask('label/category/values', {})).body.data).toEqual(['compute', 'network', 'storage']);
});

test('matchers compare, deny and match patterns as a whole; an absent label is empty', async () => {
  const count = async (matchers: string): Promise<number> =>
    (await results('query', { query: `equipment_power_watts{${matchers}}`, time: String(T) })).length;
  const all = await count('');
  expect(await count('category="network"')).toBe(16);
  expect(await count('category!="network"')).toBe(all - 16);
  expect(await count('category=~"net|storage"')).toBe(await count('category="storage"'));
  expect(await count('feed=""')).toBe(all - 18);
  expect(await count('feed!~\'A|B\',category="storage",')).toBe(6);
  expect(await results('query', { query: 'something_else', time: String(T) })).toEqual([]);
});

test('readings that cannot be come as the meter gave them', async () => {
  const at = async (name: string, instant: string): Promise<string | undefined> =>
    (await results('query', { query: selector(name), time: String(seconds(instant) + 30) }))[0]
      ?.points[0]?.[1];
  expect(await at('esx-eb4-02', '2026-01-09T08:31:00Z')).toBe('NaN');
  expect(await at('pwr-eb4-01', '2026-02-03T04:44:00Z')).toBe('-240.5');
  expect(await at('esx-eb5-04', '2026-01-28T11:20:00Z')).toBe('65535');
});

test('an instant query carries the last sample on for five minutes, and no longer', async () => {
  // The meters of EB5 are silent for four minutes, another one for twelve.
  const query = selector('esx-eb4-05');
  const last = seconds('2026-01-08T10:11:00Z') + piece('esx-eb4-05').offsetS;
  const at = (time: number) => results('query', { query, time: String(time) });
  expect(await at(last + 299.999)).toHaveLength(1);
  expect(await at(last + 300)).toHaveLength(1);
  expect(await at(last + 300.001)).toEqual([]);
  expect(await results('query', { query, time: String(last + 300) }, leftOpen)).toEqual([]);
});

test('query_range evaluates at steps', async () => {
  const found = await results('query_range', {
    query: `sum by (category) (equipment_power_watts)`,
    start: String(T),
    end: '2026-01-15T10:02:30Z',
    step: '1m',
  });
  expect(found.map(({ metric }) => metric.category)).toEqual(['compute', 'network', 'storage']);
  expect(timesOf(found)).toEqual([T, T + 60, T + 120]);
  const [one] = await results('query', { query: selector(aligned), time: String(T) });
  const [twice] = await results('query_range', {
    query: `${selector(aligned)} * 2`,
    start: String(T),
    end: String(T),
    step: '60',
  });
  expect(Number(twice?.points[0]?.[1])).toBeCloseTo(2 * Number(one?.points[0]?.[1]), 9);
  expect(twice?.metric.__name__).toBeUndefined();
});

test('functions over time see the range that they are given', async () => {
  const range = `${selector(aligned)}[5m]`;
  const raw =
    (await results('query', { query: range, time: String(T) }))[0]?.points.map(([, v]) => Number(v)) ?? [];
  const [mean] = await results('query', { query: `avg_over_time(${range})`, time: String(T) });
  expect(raw).toHaveLength(6);
  expect(Number(mean?.points[0]?.[1])).toBeCloseTo(raw.reduce((a, b) => a + b, 0) / raw.length, 9);
  const [count] = await results('query', { query: `count_over_time(${range})`, time: String(T) });
  expect(count?.points[0]?.[1]).toBe('6');
});

test.each([
  [
    'query',
    { query: '' },
    'invalid parameter "query": unknown position: parse error: no expression found in input',
  ],
  ['query', { query: 'a{b' }, 'invalid parameter "query": 1:4: parse error: unexpected end of input'],
  [
    'query',
    { query: 'a', time: 'noon' },
    'invalid parameter "time": cannot parse "noon" to a valid timestamp',
  ],
  [
    'query_range',
    { query: 'a', end: '1', step: '1' },
    'invalid parameter "start": cannot parse "" to a valid timestamp',
  ],
  [
    'query_range',
    { query: 'a', start: '2', end: '1', step: '1' },
    'invalid parameter "end": end timestamp must not be before start time',
  ],
  [
    'query_range',
    { query: 'a', start: '1', end: '1', step: '0' },
    'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
  ],
  [
    'query_range',
    { query: 'a[1m]', start: '1', end: '1', step: '1' },
    'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
  ],
  [
    'query_range',
    { query: 'a', start: '0', end: '11001', step: '1' },
    'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  ],
])('%s refuses %o in the words of the real one', async (path, params, error) => {
  const { status, body } = await ask(path, params);
  expect(status).toBe(400);
  expect(body).toEqual({ status: 'error', errorType: 'bad_data', error });
});

test('only GET, and only what is there', async () => {
  expect((await fetch(`${server.url}/api/v1/query`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${server.url}/api/v1/nothing`)).status).toBe(404);
});

test('a whole day of all series, and how fast it was served', async () => {
  const started = performance.now();
  const end = seconds('2026-02-11T00:00:00Z');
  const response = await fetch(
    `${server.url}/api/v1/query?${new URLSearchParams({ query: 'equipment_power_watts[1d]', time: String(end) })}`,
  );
  const text = await response.text();
  const elapsed = performance.now() - started;
  const samples = text.split('"]').length - 1;
  // Seventy series of 1440 minutes and one more; one reading in 8192 is missing.
  expect(samples).toBeGreaterThan(70 * 1441 - 100);
  expect(samples).toBeLessThanOrEqual(70 * 1441);
  process.stderr.write(`demo Prometheus: ${Math.round(samples / elapsed)}k samples/s\n`);
});
