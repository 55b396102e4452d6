import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { HttpClient } from '../../../src/collect/http/client.ts';
import { collectItcare, type ItcareSummary } from '../../../src/collect/itcare/collect.ts';
import { openItcare } from '../../../src/collect/itcare/open.ts';
import type { ItcareConfig } from '../../../src/domain/config.ts';
import { silentReporter } from '../../../src/domain/effects.ts';
import { BilanError } from '../../../src/domain/errors.ts';
import type { ItcareBatch } from '../../../src/domain/rows.ts';
import {
  type LocalServer,
  type SeenRequest,
  sendJson,
  serve,
  type TestEffects,
  testEffects,
} from '../http/local-server.ts';

export type Item = Readonly<Record<string, unknown>>;

/** What a fault does to a request: true when it has answered. */
export type Fault = (request: SeenRequest, response: ServerResponse) => boolean;

export interface FakeEstate {
  /** Elements of paged lists, by path; a path that is not named answers 404. */
  readonly lists: Readonly<Record<string, readonly Item[]>>;
  /** Answers that are not paged: nodes, topology, by path. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Where a page's figures stand. */
  readonly shape?: 'top' | 'nested';
  /** The largest page that the server gives, whatever it is asked for. */
  readonly maxPage?: number;
  readonly fault?: Fault;
  /** How long the server thinks before it answers. */
  readonly delayMs?: number;
}

/** Paths of the lists that a snapshot needs, empty, and of the topology. */
export const emptyLists = {
  '/itcare/compute/services': [],
  '/itcare/compute/resources': [],
  '/itcare/compute/instances': [],
  '/itcare/databases': [],
  '/itcare/databases/sqlserver': [],
  '/itcare/message-brokers': [],
  '/itcare/compute/application-servers': [],
  '/itcare/compute/containers/kubernetes': [],
  '/itcare/networking/loadbalancers': [],
  '/itcare/storage/glusterfs': [],
  '/itcare/storage/overdrive': [],
  '/itcare/analytics/matomo': [],
  '/itcare/compute/platform/resources-obsolescence': [],
} as const satisfies Readonly<Record<string, readonly Item[]>>;

/** JSON with bigint as plain digits, which is how ids beyond 2^53 travel. */
export const toJson = (value: unknown): string => {
  const mark = '@@integer:';
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? `${mark}${item}` : item,
  ).replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
};

/** One page of a list, as Spring writes it. */
export const pageOf = (
  items: readonly Item[],
  page: number,
  size: number,
  shape: 'top' | 'nested',
  total = items.length,
): Item => {
  const content = items.slice(page * size, (page + 1) * size);
  const totalPages = Math.ceil(total / size);
  const figures = { size, number: page, totalElements: total, totalPages };
  return shape === 'nested'
    ? { content, page: figures }
    : {
        content,
        ...figures,
        last: page + 1 >= totalPages,
        first: page === 0,
        numberOfElements: content.length,
        empty: content.length === 0,
      };
};

/** What operations that are not paged answer when nothing is known of a service or platform. */
const NOTHING_KNOWN: readonly (readonly [RegExp, unknown])[] = [
  [/^\/itcare\/compute\/services\/-?\d+\/(hardwares|network-clusters|patch-policies)$/, []],
  [/^\/itcare\/compute\/services\/-?\d+\/relations$/, { dependencies: [], impacts: [] }],
  [/^\/itcare\/compute\/platform\/(support-policy|products)$/, []],
  [/^\/itcare\/compute\/(backup-policies|resources\/metrics|platform\/stats\/global)$/, {}],
  [/^\/itcare\/compute\/instances\/-?\d+\/storage$/, {}],
];

const answer = (estate: FakeEstate, request: SeenRequest, response: ServerResponse): void => {
  const url = new URL(request.url, 'http://x');
  const elements = estate.lists[url.pathname];
  const size = Math.min(Number(url.searchParams.get('size')), estate.maxPage ?? Number.POSITIVE_INFINITY);
  const page = Number(url.searchParams.get('page'));
  const known =
    elements === undefined
      ? (estate.answers?.[`${url.pathname}${url.search}`] ??
        estate.answers?.[url.pathname] ??
        NOTHING_KNOWN.find(([path]) => path.test(url.pathname))?.[1])
      : pageOf(elements, page, size, estate.shape ?? 'top');
  if (known === undefined) sendJson(response, '', 404);
  else sendJson(response, toJson(known));
};

export interface FakeItcare {
  readonly server: LocalServer;
  readonly config: ItcareConfig;
  readonly client: HttpClient;
  readonly effects: TestEffects;
  /** Method and path of every request, without the token's, in ascending order. */
  asked(): string[];
}

/** An ITCare on loopback that serves arrays as pages, with its token endpoint and the faults it is given. */
export const serveItcare = async (
  estate: FakeEstate,
  settings: Partial<Pick<ItcareConfig, 'page_size' | 'concurrency' | 'clouds' | 'timezone'>> = {},
): Promise<FakeItcare> => {
  let issued = 0;
  const server = await serve(async (request, response) => {
    if (estate.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, estate.delayMs));
    if (request.url === '/token') {
      issued += 1;
      return sendJson(response, { access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 1200 });
    }
    if (estate.fault?.(request, response)) return;
    answer(estate, request, response);
  });
  const config: ItcareConfig = {
    url: server.url,
    token_url: `${server.url}/token`,
    client_id: 'bilan',
    client_secret: 'hush-hush',
    timezone: 'Europe/Paris',
    page_size: 200,
    concurrency: 4,
    clouds: [],
    ca_file: undefined,
    ...settings,
  };
  const effects = testEffects();
  const client = await openItcare(config, effects);
  onTestFinished(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });
  const asked = (): string[] =>
    server.requests
      .filter(({ url }) => url !== '/token')
      .map(({ method, url }) => `${method} ${new URL(url, 'http://x').pathname}`)
      .sort();
  return { server, config, client, effects, asked };
};

type Rows<K extends ItcareBatch['kind']> = Extract<ItcareBatch, { readonly kind: K }>['rows'];

export interface Collected {
  readonly services: Rows<'service'>;
  readonly resources: Rows<'resource'>;
  readonly zones: Rows<'zone'>;
  readonly summary: ItcareSummary;
  /** The rows of any kind. */
  rows<K extends ItcareBatch['kind']>(kind: K): Rows<K>;
}

/** Runs the collector to its end. */
export const collect = async (
  { config, client }: FakeItcare,
  options: { readonly allowPartial?: boolean } = {},
): Promise<Collected> => {
  const all: ItcareBatch[] = [];
  const batches = collectItcare({ config, client, reporter: silentReporter, ...options });
  const rows = <K extends ItcareBatch['kind']>(kind: K): Rows<K> =>
    all
      .filter((batch) => batch.kind === kind)
      .flatMap((batch) => batch.rows as object[]) as unknown as Rows<K>;
  for (;;) {
    const next = await batches.next();
    if (next.done) {
      return {
        services: rows('service'),
        resources: rows('resource'),
        zones: rows('zone'),
        summary: next.value,
        rows,
      };
    }
    all.push(next.value);
  }
};

/** The error that a collection ends with. */
export const failureOf = async (
  itcare: FakeItcare,
  options: { readonly allowPartial?: boolean } = {},
): Promise<BilanError> => {
  const error = await collect(itcare, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BilanError)) throw new Error(`expected a BilanError, got ${String(error)}`);
  return error;
};

/** `count` items with ascending ids. */
export const items = (count: number, from = 1, more: Item = {}): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index, name: `n${from + index}`, ...more }));
