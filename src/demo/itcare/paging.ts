import type { Answer } from '../loopback.ts';
import { badRequest, type Json, ok } from './answers.ts';

/** Where a page says how many there are: beside its content, or below `page` as newer Spring versions do. */
export type PageShape = 'flat' | 'nested';

export interface PageRules {
  /** A request for more gets this many. */
  readonly maxPageSize: number;
  readonly shape: PageShape;
}

/** A list that can be paged: cheap rows, made into JSON only when they are on the page. */
export interface PageSource<T> {
  readonly rows: readonly T[];
  readonly idOf: (row: T) => number;
  readonly toJson: (row: T) => Json;
}

const DEFAULT_SIZE = 20;

const wholeNumber = (text: string | null, fallback: number): number | null => {
  if (text === null || text === '') return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
};

/** Rows in the order that `sort=property(,asc|desc)` asks for; null when no row has such a property. */
const sortRows = <T>(source: PageSource<T>, sort: string): readonly T[] | null => {
  const [property = '', direction = 'asc'] = sort.split(',');
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  // Nearly every request sorts by id; it needs no JSON of the rows that are not on the page.
  if (property === 'id') return [...source.rows].sort((a, b) => sign * (source.idOf(a) - source.idOf(b)));
  const keyed = source.rows.map((row) => ({ row, json: source.toJson(row) }));
  if (keyed.some(({ json }) => !(property in json))) return null;
  return keyed.sort((a, b) => sign * compare(a.json[property], b.json[property])).map(({ row }) => row);
};

const flatPage = (
  content: readonly Json[],
  total: number,
  number: number,
  size: number,
  sort: string | null,
) => {
  const totalPages = Math.ceil(total / size);
  const sorted = { empty: sort === null, sorted: sort !== null, unsorted: sort === null };
  return {
    content,
    pageable: {
      offset: number * size,
      pageNumber: number,
      pageSize: size,
      paged: true,
      unpaged: false,
      sort: sorted,
    },
    totalElements: total,
    totalPages,
    last: number >= totalPages - 1,
    first: number === 0,
    size,
    number,
    numberOfElements: content.length,
    sort: sorted,
    empty: content.length === 0,
  };
};

/**
 * One page of a list, as `page`, `size` and `sort` ask for it. Answers 400 to what is no number and to a
 * property that the rows do not have.
 */
export const answerPage = <T>(source: PageSource<T>, search: URLSearchParams, rules: PageRules): Answer => {
  const number = wholeNumber(search.get('page'), 0);
  const asked = wholeNumber(search.get('size'), DEFAULT_SIZE);
  if (number === null || asked === null || asked === 0) return badRequest('page and size are whole numbers');
  const size = Math.min(asked, rules.maxPageSize);
  const sort = search.get('sort');
  const rows = sort === null || sort === '' ? source.rows : sortRows(source, sort);
  if (rows === null) return badRequest(`no property ${sort}`);
  const content = rows.slice(number * size, (number + 1) * size).map(source.toJson);
  if (rules.shape === 'flat') return ok(flatPage(content, rows.length, number, size, sort));
  const totalPages = Math.ceil(rows.length / size);
  return ok({ content, page: { size, number, totalElements: rows.length, totalPages } });
};

/** Values of a filter: `name=a,b` and `name=a&name=b` say the same. */
export const filterValues = (search: URLSearchParams, name: string): string[] =>
  search
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
