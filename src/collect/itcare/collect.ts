import type { ItcareConfig } from '../../domain/config.ts';
import type { Reporter } from '../../domain/effects.ts';
import { type BilanError, sourceError } from '../../domain/errors.ts';
import type { ItcareBatch } from '../../domain/rows.ts';
import type { HttpClient } from '../http/client.ts';
import type { RequestCounts } from '../http/retrier.ts';
import { createFamilyLog } from './family-log.ts';
import { createFindings } from './findings.ts';
import { createDates } from './instants.ts';
import { collectParts, type Parts } from './parts.ts';
import { rawText } from './raw-item.ts';
import type { Run } from './run.ts';

/** How a snapshot of ITCare was read. */
export interface ItcareSummary {
  readonly requests: RequestCounts;
  /** What the reader should know, one sentence each, in a fixed order. */
  readonly notices: readonly string[];
  /** Each paged list with the elements it gave and how often it was read. */
  readonly lists: readonly { readonly name: string; readonly elements: number; readonly passes: number }[];
  /** What could not be read; empty unless parts are allowed. */
  readonly failures: readonly BilanError[];
}

export interface ItcareOptions {
  readonly config: Pick<ItcareConfig, 'timezone' | 'page_size' | 'clouds'>;
  /** Authorised for ITCare; see `openItcare`. */
  readonly client: HttpClient;
  readonly reporter: Reporter;
  /** A family that cannot be read is noted as incomplete, and the rest goes on. @default false */
  readonly allowPartial?: boolean;
}

/** Rows of one batch, at most: a few hundred kilobytes of texts, which the consumer's next step lets go of. */
const BATCH_ROWS = 100;

const slices = function* <T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) yield rows.slice(from, from + BATCH_ROWS);
};

const batchesOf = function* <K extends ItcareBatch['kind'], R>(kind: K, rows: readonly R[]) {
  for (const slice of slices(rows)) yield { kind, rows: slice };
};

/**
 * Resources and the policies attached to them, made a batch at a time and then forgotten: their texts are what takes
 * the most memory. A notice tells of those whose service is none that ITCare lists.
 */
const resourceBatches = function* (run: Run, { estate, services }: Parts): Generator<ItcareBatch> {
  const known = new Set(services.map((service) => service.service_id));
  let orphans = 0;
  let example = '';
  for (const ids of slices(estate.ids)) {
    const united = ids.map(estate.take);
    const rows = united.map(({ resource }) => resource);
    for (const { resource_id, service_id } of rows) {
      if (service_id === null || known.has(service_id)) continue;
      if (orphans === 0) example = `resource ${resource_id}: service ${service_id}`;
      orphans += 1;
    }
    yield { kind: 'resource', rows };
    yield* batchesOf(
      'backup_policy',
      united.flatMap(({ attached }) => attached),
    );
  }
  if (orphans > 0)
    run.notices.push(
      `${orphans === 1 ? '1 resource names' : `${orphans} resources name`} a service that is not listed, e.g. ${example}`,
    );
};

const batches = function* (run: Run, parts: Parts): Generator<ItcareBatch> {
  yield* batchesOf('service', parts.services);
  yield* batchesOf('zone', parts.zones);
  yield* batchesOf('platform', parts.platforms);
  yield* batchesOf('product', parts.products);
  for (const slice of slices(parts.obsolescence)) {
    const rows = slice.map(({ value }) => ({ ...value.row, raw: rawText(value.raw) }));
    yield { kind: 'obsolescence', rows };
  }
  yield* resourceBatches(run, parts);
  yield* batchesOf('backup_policy', parts.offered);
  yield* batchesOf('patch_policy', parts.patchPolicies);
  yield* batchesOf('service_relation', parts.relations);
  yield* batchesOf('metric', parts.figures);
  yield { kind: 'family_status', rows: run.log.rows() };
};

/** A collection of which nothing came is no part of an estate. */
const refuseNothing = (run: Run, parts: Parts): void => {
  const [first] = run.log.failures();
  if (first !== undefined && parts.services.length + parts.estate.ids.length === 0) throw first;
};

/**
 * Reads the whole estate from ITCare: services and their relations, the union of all resource lists with their
 * nodes, lifecycles, policies, the topology, and ITCare's own figures. Nothing is yielded before everything has been
 * read, so that a failure leaves nothing half done; rows come in a fixed order, whatever that of the answers.
 * @returns how it was read; its notices have also been told to the reporter
 * @throws exit 4 naming the family that could not be read; with `allowPartial` only when nothing could
 */
export const collectItcare = async function* (
  options: ItcareOptions,
): AsyncGenerator<ItcareBatch, ItcareSummary> {
  const { client, config, reporter } = options;
  const abort = new AbortController();
  let done = 0;
  const run: Run = {
    config,
    log: createFamilyLog(client, options.allowPartial === true),
    signal: abort.signal,
    findings: createFindings(),
    dates: createDates(config.timezone),
    notices: [],
    lists: [],
    onPage: (elements) => {
      done += elements;
      reporter.progress('itcare', done);
    },
  };
  try {
    const parts = await collectParts(run);
    refuseNothing(run, parts);
    run.notices.push(...parts.estate.notices);
    yield* batches(run, parts);
  } finally {
    abort.abort(sourceError('the collection has ended'));
  }
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  const failures = run.log.failures();
  const notices = [
    ...failures.map(({ message }) => message),
    ...run.notices.sort(),
    ...run.findings.sentences(),
  ];
  for (const notice of notices) reporter.notice(`itcare: ${notice}`);
  return { requests: client.counts(), notices, lists: run.lists.sort(byName), failures };
};
