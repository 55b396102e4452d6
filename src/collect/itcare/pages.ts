import { sourceError } from '../../domain/errors.ts';
import type { Query } from '../http/client.ts';
import { isJsonObject, type Json, type JsonObject, writeJson } from '../http/json.ts';
import type { Family } from './family-log.ts';
import { createFindings, type Findings } from './findings.ts';
import { getList, type ListAnswer } from './list-answer.ts';
import type { RawItem } from './raw-item.ts';
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

/** Reads one element of a list. */
export type ReadElement<T> = (item: JsonObject, id: bigint, raw: RawItem) => T;

export interface ListRequest<T> {
  readonly family: Family;
  readonly path: string;
  readonly query: Query;
  /** Elements asked for in one page. */
  readonly pageSize: number;
  readonly signal: AbortSignal;
  /** Made once a pass; oddities go to its `findings`, which are forgotten when the list has to be read again. */
  readonly reading: (findings: Findings) => ReadElement<T>;
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

const DRIFT_HINT = 'the estate changes while it is read, or the list repeats elements: try again later';

/** A list is read this often at most before its drift ends the collection. */
export const MAX_PASSES = 3;

const count = (value: Json | undefined): number | undefined => {
  const id = toId(value);
  return id !== undefined && id >= 0n && id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : undefined;
};

const identify = (path: string, element: Json): { readonly id: bigint; readonly item: JsonObject } => {
  const id = isJsonObject(element) ? toId(element.id) : undefined;
  if (!isJsonObject(element) || id === undefined) {
    throw sourceError(`GET ${path}: an element has no usable id, expected a whole number`, {
      details: [`the element begins ${writeJson(element).slice(0, 120)}`],
    });
  }
  return { id, item: element };
};

/** Reads a page of Spring's, its figures beside the content or under `page`. */
const readPage = <T>(path: string, { envelope, elements }: ListAnswer<Element<T>>): Page<T> => {
  if (!isJsonObject(envelope) || elements === undefined) {
    throw sourceError(`GET ${path} answered JSON that is not a page: expected a list under "content"`);
  }
  const figures = isJsonObject(envelope.page) ? { ...envelope, ...envelope.page } : envelope;
  const pages = count(figures.totalPages);
  const number = count(figures.number);
  const saysLast = typeof figures.last === 'boolean' ? figures.last : undefined;
  return {
    elements,
    total: count(figures.totalElements),
    pages,
    isLast: saysLast ?? (pages === undefined || number === undefined ? undefined : number + 1 >= pages),
  };
};

/** One pass over a list. */
interface Pass<T> {
  readonly request: ListRequest<T>;
  readonly read: ReadElement<T>;
  /** A part could not be read, and the family goes on without it. */
  hasFailed: boolean;
}

/** One page; undefined when it answers 404 (the first only) or could not be read. */
const getPage = async <T>(pass: Pass<T>, page: number): Promise<Page<T> | undefined> => {
  const { family, path, query, pageSize, signal, onPage } = pass.request;
  try {
    const answer = await getList(
      family.client,
      path,
      { page, size: pageSize, ...query },
      { notFound: page === 0 ? 'return' : 'throw', signal },
      (element, raw) => {
        const { id, item } = identify(path, element);
        return { id, value: pass.read(item, id, raw) };
      },
    );
    if (answer === 'missing') return undefined;
    const read = readPage(path, answer);
    onPage(read.elements.length);
    return read;
  } catch (error) {
    family.fail(error);
    pass.hasFailed = true;
    return undefined;
  }
};

/** More pages than any estate has: a figure that is wrong. */
const MAX_PAGES = 100_000;

/** Pages asked for before those in front of them are known not to be the last; no fewer than the client asks at once. */
const PAGES_AHEAD = 32;

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

/**
 * The pages after the first, up to the announced ones, several at once. They end at an empty page or the one that says
 * it is the last, whatever was announced; pages beyond it that were asked for already count for nothing.
 */
const getAnnounced = async <T>(
  pass: Pass<T>,
  first: Page<T>,
  announced: number,
): Promise<readonly Page<T>[]> => {
  const pages = new Map<number, Page<T>>([[0, first]]);
  let end = hasMore(first) ? announced : 1;
  let next = 1;
  const readOn = async (): Promise<void> => {
    while (next < end) {
      const number = next;
      next += 1;
      const page = await getPage(pass, number);
      if (page === undefined) continue;
      pages.set(number, page);
      if (!hasMore(page)) end = Math.min(end, number + 1);
    }
  };
  await Promise.all(Array.from({ length: PAGES_AHEAD }, readOn));
  return [...pages]
    .filter(([number]) => number < end)
    .sort(([a], [b]) => a - b)
    .map(([, page]) => page);
};

/** Every page: the announced ones, then one by one while the server says that there is more. */
const getPages = async <T>(pass: Pass<T>, first: Page<T>): Promise<readonly Page<T>[]> => {
  const announced = announcedPages(first);
  if (announced > MAX_PAGES) {
    pass.hasFailed = true;
    const { family, path } = pass.request;
    family.fail(sourceError(`GET ${path} announces ${announced} pages, more than any estate has`));
    return [first];
  }
  const pages = [...(await getAnnounced(pass, first, announced))];
  while (
    !pass.hasFailed &&
    hasMore(pages.at(-1)) &&
    (first.total === undefined || elementsIn(pages) < first.total)
  ) {
    const next = await getPage(pass, pages.length);
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
 * Reads a whole list: its first page, then the others, several at once. A list whose pages do not add up to one list
 * (distinct ids against `totalElements`, totals that change, ids given twice) is read again.
 * @returns what came, where a part could not be read and the family may go on without it
 * @throws exit 4 with both figures when it never holds still, or for the page that cannot be read
 */
export const readList = async <T>(request: ListRequest<T>): Promise<List<T>> => {
  for (let passes = 1; ; passes += 1) {
    const findings = createFindings();
    const pass: Pass<T> = { request, read: request.reading(findings), hasFailed: false };
    const first = await getPage(pass, 0);
    if (first === undefined) return { elements: pass.hasFailed ? [] : undefined, findings, passes };
    const pages = await getPages(pass, first);
    const elements = pages.flatMap((page) => page.elements);
    const distinct = new Map(elements.map((element) => [element.id, element]));
    const drift = driftOf(pages, elements.length, distinct.size);
    if (!pass.hasFailed && drift !== undefined && passes < MAX_PASSES) continue;
    if (!pass.hasFailed && drift !== undefined) {
      const why = `GET ${request.path}: ${drift}, after reading the list ${passes} times`;
      request.family.fail(sourceError(why, { hint: DRIFT_HINT }));
    }
    return { elements: [...distinct.values()].sort(byId), findings, passes };
  }
};
