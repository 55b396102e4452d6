import { sourceError } from '../../domain/errors.ts';
import type { HttpClient, Query } from '../http/client.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../http/json.ts';
import { createFindings, type Findings } from './findings.ts';
import { toId } from './values.ts';

/** An element of a list, read. */
export interface Element<T> {
  readonly id: bigint;
  readonly value: T;
}

/** One page as a server gives it; what it does not say is undefined. */
interface Page<T> {
  readonly elements: readonly Element<T>[];
  /** Elements of the whole list. */
  readonly total: number | undefined;
  readonly pages: number | undefined;
  readonly isLast: boolean | undefined;
}

export interface ListRequest<T> {
  readonly client: HttpClient;
  readonly path: string;
  readonly query: Query;
  /** Elements asked for in one page. */
  readonly pageSize: number;
  readonly signal: AbortSignal;
  /** Reads one element; oddities go to `findings`, which are forgotten when the list has to be read again. */
  readonly read: (id: bigint, item: JsonObject, findings: Findings) => T;
  /** Called after each page with the number of elements that came in it. */
  readonly onPage: (elements: number) => void;
}

export interface List<T> {
  /** Every element once, in ascending order of its id; undefined when the list answers 404. */
  readonly elements: readonly Element<T>[] | undefined;
  readonly findings: Findings;
  /** How often it was read. */
  readonly passes: number;
}

/** A list is read this often at most before its drift ends the collection. */
export const MAX_PASSES = 3;

const count = (value: Json | undefined): number | undefined => {
  const id = toId(value);
  return id !== undefined && id >= 0n && id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : undefined;
};

const beginning = (value: Json): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)).slice(0, 120);

const identify = (path: string, element: Json): { readonly id: bigint; readonly item: JsonObject } => {
  const id = isJsonObject(element) ? toId(element.id) : undefined;
  if (!isJsonObject(element) || id === undefined) {
    throw sourceError(`GET ${path}: an element has no usable id, expected a whole number`, {
      details: [`the element begins ${beginning(element)}`],
    });
  }
  return { id, item: element };
};

/** Reads a page of Spring's, its figures beside the content or under `page`. */
const readPage = <T>(request: ListRequest<T>, body: Json, findings: Findings): Page<T> => {
  const { path, read } = request;
  const content = isJsonObject(body) ? body.content : undefined;
  if (!isJsonObject(body) || !isJsonArray(content)) {
    throw sourceError(`GET ${path} answered JSON that is not a page: expected a list under "content"`);
  }
  const figures = isJsonObject(body.page) ? { ...body, ...body.page } : body;
  const pages = count(figures.totalPages);
  const number = count(figures.number);
  const saysLast = typeof figures.last === 'boolean' ? figures.last : undefined;
  return {
    elements: content.map((element) => {
      const { id, item } = identify(path, element);
      return { id, value: read(id, item, findings) };
    }),
    total: count(figures.totalElements),
    pages,
    isLast: saysLast ?? (pages === undefined || number === undefined ? undefined : number + 1 >= pages),
  };
};

const getPage = async <T>(
  request: ListRequest<T>,
  page: number,
  findings: Findings,
): Promise<Page<T> | undefined> => {
  const { client, path, query, pageSize, signal } = request;
  const answer = await client.getJson(
    path,
    { page, size: pageSize, ...query },
    { notFound: page === 0 ? 'return' : 'throw', signal },
  );
  if (answer.status === 404) return undefined;
  const read = readPage(request, answer.body, findings);
  request.onPage(read.elements.length);
  return read;
};

/** How many pages the first one announces; a server may give smaller pages than it was asked for. */
const announcedPages = (first: Page<unknown>): number => {
  if (first.pages !== undefined) return first.pages;
  if (first.total === undefined || first.elements.length === 0) return 1;
  return Math.ceil(first.total / first.elements.length);
};

const hasMore = (page: Page<unknown> | undefined): boolean =>
  page !== undefined && page.elements.length > 0 && page.isLast !== true;

const elementsIn = (pages: readonly Page<unknown>[]): number =>
  pages.reduce((sum, page) => sum + page.elements.length, 0);

/** Every page: the announced ones at once, then one by one while the server says that there is more. */
const getPages = async <T>(
  request: ListRequest<T>,
  first: Page<T>,
  findings: Findings,
): Promise<readonly Page<T>[]> => {
  const numbers = Array.from({ length: Math.max(0, announcedPages(first) - 1) }, (_, index) => index + 1);
  const rest = await Promise.all(numbers.map((page) => getPage(request, page, findings)));
  const pages = [first, ...rest.filter((page) => page !== undefined)];
  while (hasMore(pages.at(-1)) && (first.total === undefined || elementsIn(pages) < first.total)) {
    const next = await getPage(request, pages.length, findings);
    if (next === undefined) break;
    pages.push(next);
  }
  return pages;
};

/** What is wrong with the pages as one list, both figures in words; undefined when they add up. */
const driftOf = (pages: readonly Page<unknown>[], elements: number, distinct: number): string | undefined => {
  const totals = [...new Set(pages.flatMap(({ total }) => (total === undefined ? [] : [total])))];
  if (totals.length > 1) {
    return `between ${Math.min(...totals)} and ${Math.max(...totals)} elements announced, ${distinct} distinct ids given`;
  }
  const announced = totals[0] ?? elements;
  if (distinct === announced && distinct === elements) return undefined;
  const repeated = elements > distinct ? `, ${elements - distinct} given more than once` : '';
  return `${distinct} distinct ids given of ${announced} elements announced${repeated}`;
};

const byId = (a: { readonly id: bigint }, b: { readonly id: bigint }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/**
 * Reads a whole list: its first page, then the others at once. A list whose pages do not add up to one list
 * (distinct ids against `totalElements`, totals that change, ids given twice) is read again.
 * @throws exit 4 naming the list and both figures when it never holds still, or the page that cannot be read
 */
export const readList = async <T>(request: ListRequest<T>): Promise<List<T>> => {
  for (let passes = 1; ; passes += 1) {
    const findings = createFindings();
    const first = await getPage(request, 0, findings);
    if (first === undefined) return { elements: undefined, findings, passes };
    const pages = await getPages(request, first, findings);
    const elements = pages.flatMap((page) => page.elements);
    const distinct = new Map(elements.map((element) => [element.id, element]));
    const drift = driftOf(pages, elements.length, distinct.size);
    if (drift === undefined) return { elements: elements.sort(byId), findings, passes };
    if (passes >= MAX_PASSES) {
      throw sourceError(`GET ${request.path}: ${drift}, after reading the list ${passes} times`, {
        hint: 'the estate changes while it is read, or the list repeats elements: try again later',
      });
    }
  }
};
