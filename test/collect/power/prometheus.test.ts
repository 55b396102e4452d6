import { expect, test } from 'vitest';
import { systemHttpEffects } from '../../../src/collect/http/effects.ts';
import { readPrometheus } from '../../../src/collect/power/prometheus.ts';
import type { PrometheusConfig } from '../../../src/domain/config.ts';
import type { SampleBatch } from '../../../src/domain/rows.ts';
import { type FakeOptions, type FakePrometheus, type FakeSeries, startFake } from './fake-prometheus.ts';

const HOUR = 3_600;
/** An hour's start, epoch seconds. */
const START = Date.UTC(2026, 2, 1, 10) / 1_000;

type Sample = readonly [equipment: string, feed: string, at: number, watts: number];

interface Outcome {
  /** Instants are seconds from START. */
  readonly samples: readonly Sample[];
  readonly notices: readonly string[];
  readonly progress: readonly string[];
  readonly error: unknown;
  readonly fake: FakePrometheus;
}

interface Asking {
  readonly config?: Partial<PrometheusConfig>;
  /** Seconds from START, both included. */
  readonly from?: number;
  readonly to?: number;
  readonly fake?: FakeOptions;
}

const samplesOf = (batch: SampleBatch): Sample[] =>
  batch.equipment_id.map((equipment, i) => [
    equipment,
    batch.feed[i] ?? '?',
    Number(batch.ts_us[i] ?? 0n) / 1e6 - START,
    batch.power_w[i] ?? -1,
  ]);

const read = async (series: readonly FakeSeries[], asking: Asking = {}): Promise<Outcome> => {
  const fake = await startFake(series, asking.fake);
  const config: PrometheusConfig = {
    type: 'prometheus',
    url: fake.url,
    query: 'equipment_power_watts',
    equipment_label: 'equipment',
    feed_label: undefined,
    replica_label: undefined,
    mode: 'samples',
    tenant: undefined,
    headers: {},
    ...asking.config,
  };
  const samples: Sample[] = [];
  const notices: string[] = [];
  const progress: string[] = [];
  let error: unknown;
  try {
    const batches = readPrometheus(
      config,
      {
        fromUs: BigInt((START + (asking.from ?? 0)) * 1e6),
        toUs: BigInt((START + (asking.to ?? HOUR - 1)) * 1e6),
      },
      {
        http: { ...systemHttpEffects({}), sleep: async () => {} },
        reporter: {
          notice: (text) => notices.push(text),
          progress: (label, done, total) => progress.push(`${label} ${done}/${total}`),
        },
      },
    );
    for await (const batch of batches) samples.push(...samplesOf(batch));
  } catch (thrown) {
    error = thrown;
  } finally {
    await fake.stop();
  }
  return { samples, notices, progress, error, fake };
};

const series = (
  metric: Readonly<Record<string, string>>,
  values: readonly (readonly [number, string])[],
) => ({
  metric: { __name__: 'equipment_power_watts', ...metric },
  values: values.map(([at, watts]) => [START + at, watts] as const),
});

test.each(['closed', 'open'] as const)(
  'samples on window edges come once, with a left edge that is %s',
  async (leftEdge) => {
    const values = [-HOUR, -1, 0, 1, HOUR - 0.001, HOUR, HOUR + 0.001, 2 * HOUR, 2 * HOUR + 1, 3 * HOUR];
    const { samples, error } = await read(
      [
        series(
          { equipment: 'h' },
          values.map((at, i) => [at, String(i)]),
        ),
      ],
      {
        from: 0,
        to: 2 * HOUR,
        fake: { leftEdge },
      },
    );
    expect(error).toBeUndefined();
    expect(samples.map(([, , at, watts]) => [Math.round(at * 1_000), watts])).toEqual([
      [0, 2],
      [1_000, 3],
      [3_599_999, 4],
      [3_600_000, 5],
      [3_600_001, 6],
      [7_200_000, 7],
    ]);
  },
);

test('asks for raw samples in aligned windows, with tenant and headers', async () => {
  const { fake, progress } = await read([], {
    from: -10,
    to: HOUR + 10,
    config: { query: ' equipment_power_watts{site="a"} ', tenant: 'team-1', headers: { 'X-Extra': 'yes' } },
  });
  expect(fake.asked.map(({ path, query }) => [path, query.query, Number(query.time) - START]).sort()).toEqual(
    [0, HOUR, 2 * HOUR].map((time) => [
      '/prometheus/api/v1/query',
      'equipment_power_watts{site="a"}[3600001ms]',
      time,
    ]),
  );
  for (const { headers } of fake.asked) {
    expect(headers).toMatchObject({ 'x-scope-orgid': 'team-1', 'x-extra': 'yes' });
  }
  expect(progress).toEqual(['power 1/3', 'power 2/3', 'power 3/3']);
});

test('an expression is evaluated each minute, and that is said', async () => {
  const { fake, samples, notices } = await read(
    [
      series({ equipment: 'h' }, [
        [0, '1'],
        [60, '2'],
        [HOUR, '3'],
      ]),
    ],
    {
      to: HOUR,
      config: { query: 'sum by (equipment) (equipment_power_watts)' },
    },
  );
  expect(samples.map(([, , at]) => at)).toEqual([0, 60, HOUR]);
  expect(notices).toEqual([expect.stringContaining('is an expression')]);
  for (const { path, query } of fake.asked) {
    expect(path).toBe('/prometheus/api/v1/query_range');
    expect(query).toMatchObject({ step: '60', query: 'sum by (equipment) (equipment_power_watts)' });
    expect(Number(query.end) - Number(query.start)).toBe(HOUR - 60);
    expect(Number(query.start) % HOUR).toBe(0);
  }
});

test('keeps what is no power for rejection', async () => {
  const values = ['NaN', '+Inf', '-Inf', '-3', '1e+03'].map((watts, i) => [i, watts] as const);
  const { samples } = await read([series({ equipment: 'h' }, values)]);
  expect(samples.map(([, , , watts]) => watts)).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -3,
    1000,
  ]);
});

test('feeds are told apart by their label; batches are sorted', async () => {
  const { samples } = await read(
    [
      series({ equipment: 'h', psu: '2' }, [[0, '2']]),
      series({ equipment: 'h', psu: '1' }, [
        [60, '3'],
        [0, '1'],
      ]),
      series({ equipment: 'g' }, [[0, '9']]),
    ],
    { config: { feed_label: 'psu' } },
  );
  expect(samples).toEqual([
    ['g', '', 0, 9],
    ['h', '1', 0, 1],
    ['h', '1', 60, 3],
    ['h', '2', 0, 2],
  ]);
});

test('of several replicas the one with most samples of the window counts, of equals the first by name', async () => {
  const { samples } = await read(
    [
      series({ equipment: 'h', replica: 'b' }, [
        [0, '10'],
        [HOUR, '11'],
      ]),
      series({ equipment: 'h', replica: 'a' }, [
        [0, '20'],
        [60, '21'],
        [HOUR, '22'],
      ]),
      series({ equipment: 'h', replica: 'c' }, [
        [30, '30'],
        [HOUR + 1, '31'],
        [HOUR + 2, '32'],
      ]),
    ],
    { to: 2 * HOUR, config: { replica_label: 'replica' } },
  );
  expect(samples.map(([, , at, watts]) => [at, watts])).toEqual([
    [0, 20],
    [60, 21],
    [HOUR + 1, 31],
    [HOUR + 2, 32],
  ]);
});

test('two series may repeat each other but not contradict', async () => {
  const a = series({ equipment: 'h', job: 'x' }, [
    [0, '10'],
    [60, 'NaN'],
  ]);
  const same = await read([
    a,
    series({ equipment: 'h', job: 'y' }, [
      [0, '10.0'],
      [60, 'NaN'],
      [90, '2'],
    ]),
  ]);
  expect(same.samples.map(([, , at]) => at)).toEqual([0, 60, 90]);
  const other = await read([a, series({ equipment: 'h', job: 'y' }, [[0, '12']])]);
  expect(other.error).toMatchObject({
    exitCode: 4,
    message: "power.query: two series give different watts for equipment 'h' at 2026-03-01T10:00:00.000Z",
    details: [
      '{__name__="equipment_power_watts", equipment="h", job="x"} gives 10',
      '{__name__="equipment_power_watts", equipment="h", job="y"} gives 12',
    ],
    hint: expect.stringMatching(/feed_label.*replica_label/),
  });
});

test('two series side by side, sampled at other seconds, are no one feed; one that takes over from another is', async () => {
  const minutes = (job: string, seconds: readonly number[]) =>
    series(
      { equipment: 'h', job },
      seconds.map((second) => [second, job === 'x' ? '100' : '50'] as const),
    );
  const beside = await read([minutes('x', [0, 60, 120, 180]), minutes('y', [30, 90, 150, 210])]);
  expect(beside.error).toMatchObject({
    exitCode: 4,
    message: "power.query: two series take turns for equipment 'h' at 2026-03-01T10:02:30.000Z",
    details: [
      '{__name__="equipment_power_watts", equipment="h", job="x"}',
      '{__name__="equipment_power_watts", equipment="h", job="y"}',
    ],
    hint: expect.stringMatching(/feed_label.*replica_label/),
  });
  const after = await read([minutes('x', [0, 60, 120, 240]), minutes('y', [180, 300, 360, 420])]);
  expect(after.samples).toHaveLength(8);
});

test('says once how many series name no equipment, what the server warns of, and that there was nothing', async () => {
  const { samples, notices } = await read(
    [
      series({ instance: 'x' }, [
        [0, '1'],
        [HOUR, '1'],
      ]),
      series({ equipment: '', instance: 'y' }, [[0, '1']]),
    ],
    { to: 2 * HOUR, fake: { extra: { warnings: ['a store is away'], infos: ['not a counter'] } } },
  );
  expect(samples).toEqual([]);
  expect(notices).toEqual([
    'power.query: the server says: a store is away',
    'power.query: the server says: not a counter',
    'power.query: 2 series without the label \'equipment\' (equipment_label) left out, e.g. {__name__="equipment_power_watts", equipment="", instance="y"}',
    'power.query: no samples from 2026-03-01T10:00:00.000Z to 2026-03-01T12:00:00.000Z',
  ]);
});

const answering = (status: number, body: unknown): FakeOptions => ({
  handle: (response) => {
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  },
});

test.each([
  [
    'a query it cannot parse',
    400,
    { status: 'error', errorType: 'bad_data', error: 'parse error' },
    /answered 400: bad_data: parse error/,
  ],
  [
    'an error with status 200',
    200,
    { status: 'error', errorType: 'execution', error: 'too many samples' },
    /execution: too many samples/,
  ],
  [
    'a store that is down',
    503,
    { status: 'error', errorType: 'unavailable', error: 'no ring' },
    /answered 503: unavailable: no ring; given up/,
  ],
  ['no such route', 404, 'page not found', /answered 404/],
  ['HTML', 200, '<html>sign in</html>', /HTML or XML, expected JSON/],
  [
    'a vector',
    200,
    { status: 'success', data: { resultType: 'vector', result: [] } },
    /answered with vector, expected a matrix/,
  ],
  [
    'part of the data',
    200,
    { status: 'success', isPartial: true, data: { resultType: 'matrix', result: [] } },
    /only a part/,
  ],
  [
    'a histogram',
    200,
    {
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { equipment: 'h' }, histograms: [] }] },
    },
    /is a histogram/,
  ],
  [
    'text for a value',
    200,
    {
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { equipment: 'h' }, values: [[START, 'abc']] }] },
    },
    /has the value "abc"/,
  ],
] as const)('a server that answers %s is exit 4', async (_what, status, body, message) => {
  const { error, samples } = await read([], { fake: answering(status, body) });
  expect(samples).toEqual([]);
  expect(error).toMatchObject({ exitCode: 4, message: expect.stringMatching(message) });
});

test('a mode that is not there yet is exit 2', async () => {
  const { error } = await read([], { config: { mode: 'daily' } });
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining('daily') });
});
