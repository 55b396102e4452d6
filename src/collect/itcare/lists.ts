import { sourceError } from '../../domain/errors.ts';
import type { JsonObject } from '../http/json.ts';
import type { ListOperation } from './families.ts';
import { type Element, readList } from './pages.ts';
import { readPlainList } from './plain-lists.ts';
import { type RawItem, rawText } from './raw-item.ts';
import { cloudsQuery, type Run } from './run.ts';
import { createReader, type ItemReader } from './values.ts';

const isWanted = (run: Run, operation: ListOperation, cloud: bigint | null): boolean =>
  operation.filtersClouds ||
  run.config.clouds.length === 0 ||
  cloud === null ||
  run.config.clouds.some((wanted) => BigInt(wanted) === cloud);

const notFound = (run: Run, path: string): void =>
  void run.notices.push(`GET ${path} answered 404: taken as empty`);

/** Reads one list of the estate; a 404 is an empty list, unless the snapshot needs it. */
export const collectList = async <T>(
  run: Run,
  operation: ListOperation,
  readElement: (item: ItemReader, id: bigint, raw: RawItem, json: JsonObject) => T,
  cloudOf: (value: T) => bigint | null = () => null,
): Promise<readonly Element<T>[]> => {
  const { name, path } = operation;
  const family = run.log.open(name);
  const list = await readList({
    family,
    path,
    query: { sort: 'id', ...cloudsQuery(run, operation) },
    pageSize: run.config.page_size,
    signal: run.signal,
    reading: (findings) => {
      const reader = createReader({ place: name, dates: run.dates, findings });
      return (item, id, raw) => readElement(reader.at(item, id), id, raw, item);
    },
    onPage: run.onPage,
  });
  if (list.elements === undefined && operation.isNeeded) {
    family.fail(sourceError(`GET ${path} answered 404, and a snapshot needs this list`));
  } else if (list.elements === undefined) notFound(run, path);
  if (list.passes > 1) run.notices.push(`${name} changed while it was read: read ${list.passes} times`);
  const elements = (list.elements ?? []).filter(({ value }) => isWanted(run, operation, cloudOf(value)));
  run.findings.merge(list.findings);
  run.lists.push({ name, elements: elements.length, passes: list.passes });
  family.came(elements.length);
  return elements;
};

/** An operation that gives its whole list in one answer, and the column that tells its rows apart. */
export interface CatalogueOperation<R> {
  readonly name: string;
  readonly path: string;
  /** The operation documents the parameter `clouds`. */
  readonly filtersClouds: boolean;
  /** Undefined for an item without a name. */
  readonly read: (item: ItemReader) => R | undefined;
  readonly keyOf: (row: R) => string;
}

/** Reads a catalogue: its rows in ascending order of their key, of two with one key the first. */
export const collectCatalogue = async <R>(
  run: Run,
  operation: CatalogueOperation<R>,
): Promise<readonly (R & { readonly raw: string })[]> => {
  const { name, path, keyOf } = operation;
  const family = run.log.open(name);
  const rows = new Map<string, R & { readonly raw: string }>();
  try {
    const reader = createReader({ place: name, dates: run.dates, findings: run.findings });
    let nameless = 0;
    let place = 0n;
    const twice = new Set<string>();
    const query = cloudsQuery(run, operation);
    const list = await readPlainList(family.client, path, query, run.signal, (item, raw) => {
      place += 1n;
      const row = operation.read(reader.at(item, place));
      if (row === undefined) nameless += 1;
      else if (rows.has(keyOf(row))) twice.add(keyOf(row));
      else rows.set(keyOf(row), { ...row, raw: rawText(raw) });
    });
    if (list === undefined) notFound(run, path);
    if (nameless > 0) run.notices.push(`${name}: ${nameless} without a name or id, left out`);
    for (const key of twice) run.notices.push(`${name}: ${key} is given more than once, the first is kept`);
  } catch (error) {
    family.fail(error);
  }
  family.came(rows.size);
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
};
