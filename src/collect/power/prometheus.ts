import type { PrometheusConfig } from '../../domain/config.ts';
import type { Reporter } from '../../domain/effects.ts';
import { sourceError, usageError } from '../../domain/errors.ts';
import type { SampleBatch } from '../../domain/rows.ts';
import { createHttpClient, type HttpClient, type Query } from '../http/client.ts';
import type { HttpEffects } from '../http/effects.ts';
import { mergeSeries, type Ownership } from './merge-series.ts';
import { type Matrix, readMatrix } from './prometheus-answer.ts';
import { isPlainSelector } from './selector.ts';

/** Instants from the first to the last, both included, epoch microseconds. */
export interface InstantSpan {
  readonly fromUs: bigint;
  readonly toUs: bigint;
}

export interface PrometheusWorld {
  readonly http: HttpEffects;
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
}

/**
 * One hour an answer: at one sample a minute 1,000 series give 60,000 samples or about 2 MB, far below what servers refuse
 * (50 million samples in Prometheus) and small enough to hold a few at once; a month takes 744 requests.
 */
const WINDOW_MS = 3_600_000;

/** Between the instants at which an expression is evaluated; 60 of the 11,000 that a server allows in a request. */
const STEP_S = 60;

/** Windows asked for ahead of the one that is being stored. */
const AHEAD = 4;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Windows aligned to the epoch, so that whatever period is asked the same ones are read, and caches can help. */
const windowsOf = ({ fromUs, toUs }: InstantSpan): Window[] => {
  const windows: Window[] = [];
  const first = Math.floor(Number(fromUs) / 1_000 / WINDOW_MS) * WINDOW_MS;
  for (let startMs = first; startMs * 1_000 <= Number(toUs); startMs += WINDOW_MS) {
    windows.push({ startMs, endMs: startMs + WINDOW_MS });
  }
  return windows;
};

interface Ask {
  readonly path: string;
  readonly query: Query;
}

/**
 * Raw samples of a window. Prometheus 2 takes the window's left edge in, Prometheus 3 leaves it out: one millisecond more
 * has it in both, and what belongs to another window is dropped afterwards.
 */
const askForSamples = (selector: string, { endMs }: Window): Ask => ({
  path: '/api/v1/query',
  query: { query: `${selector}[${WINDOW_MS + 1}ms]`, time: endMs / 1_000 },
});

const askForSteps = (expression: string, { startMs, endMs }: Window): Ask => ({
  path: '/api/v1/query_range',
  query: { query: expression, start: startMs / 1_000, end: endMs / 1_000 - STEP_S, step: STEP_S },
});

const read = async (client: HttpClient, { path, query }: Ask, signal?: AbortSignal): Promise<Matrix> => {
  const { status, body } = await client.getJson(path, query, { notFound: 'return', signal });
  if (status === 404) {
    throw sourceError(`GET ${path} answered 404`, {
      hint: "power.url is what comes before /api/v1; for Mimir it often ends in '/prometheus'",
    });
  }
  return readMatrix(`GET ${path}`, body);
};

/** Runs `work` on every item, a few ahead, and yields the results in order. */
async function* inOrder<T, R>(items: readonly T[], ahead: number, work: (item: T) => Promise<R>) {
  const started: Promise<R>[] = [];
  for (let next = 0; next < items.length; next += 1) {
    for (const item of items.slice(next + started.length, next + ahead)) {
      const result = work(item);
      // It is awaited in its turn; until then a failure is not an unhandled one.
      result.catch(() => {});
      started.push(result);
    }
    const result = await started.shift();
    if (result !== undefined) yield result;
  }
}

/** Says each thing once, however many windows repeat it. */
const createNotes = (reporter: Reporter, label: string) => {
  const unlabelled = new Set<string>();
  const warnings = new Set<string>();
  return {
    warn: (texts: readonly string[]): void => {
      for (const text of texts) {
        if (!warnings.has(text)) reporter.notice(`power.query: the server says: ${text}`);
        warnings.add(text);
      }
    },
    leaveOut: (names: readonly string[]): void => {
      for (const name of names) unlabelled.add(name);
    },
    finish: (sampleCount: number, span: InstantSpan): void => {
      if (unlabelled.size > 0) {
        const [example] = [...unlabelled].sort();
        reporter.notice(
          `power.query: ${unlabelled.size} series without the label '${label}' (equipment_label) left out, e.g. ${example}`,
        );
      }
      if (sampleCount > 0) return;
      const [from, to] = [span.fromUs, span.toUs].map((us) => new Date(Number(us / 1_000n)).toISOString());
      reporter.notice(`power.query: no samples from ${from} to ${to}`);
    },
  };
};

/**
 * Reads power from the HTTP API that Prometheus, Mimir and VictoriaMetrics share. A plain selector gives the stored
 * samples; an expression gives its value each minute, which the server may carry on for up to five minutes where samples miss.
 * @param config the source; user and password may stand in its url
 * @param span instants to read; the caller has added the margin that closes the first and last interval
 * @returns a batch a window, in order of time; within it by equipment, feed and instant, each once
 * @throws exit 2 for what is not supported; exit 4 for an answer that is an error, partial, or contradicts itself
 */
export async function* readPrometheus(
  config: PrometheusConfig,
  span: InstantSpan,
  { http, reporter, signal }: PrometheusWorld,
): AsyncGenerator<SampleBatch> {
  if (config.mode !== 'samples') {
    throw usageError(`power.mode ${config.mode} is not supported yet; expected samples`);
  }
  const query = config.query.trim();
  const isSelector = isPlainSelector(query);
  if (!isSelector) {
    reporter.notice(
      'power.query is an expression: read as one value a minute, gaps of up to 5 minutes may be filled by the server',
    );
  }
  const tenant = config.tenant === undefined ? {} : { 'X-Scope-OrgID': config.tenant };
  const client = await createHttpClient({
    baseUrl: config.url,
    headers: { ...config.headers, ...tenant },
    concurrency: AHEAD,
    effects: http,
  });
  const notes = createNotes(reporter, config.equipment_label);
  const windows = windowsOf(span);
  const bounds = { fromMs: Number(span.fromUs) / 1_000, toMs: Number(span.toUs) / 1_000 };
  let done = 0;
  let sampleCount = 0;
  try {
    const answers = inOrder(windows, AHEAD, async (window) => ({
      window,
      matrix: await read(
        client,
        isSelector ? askForSamples(query, window) : askForSteps(query, window),
        signal,
      ),
    }));
    for await (const { window, matrix } of answers) {
      const own: Ownership = { ...window, ...bounds };
      const { batch, unlabelled } = mergeSeries(matrix.series, config, own);
      notes.warn(matrix.warnings);
      notes.leaveOut(unlabelled);
      sampleCount += batch.equipment_id.length;
      if (batch.equipment_id.length > 0) yield batch;
      reporter.progress('power', ++done, windows.length);
    }
    notes.finish(sampleCount, span);
  } finally {
    await client.close();
  }
}
